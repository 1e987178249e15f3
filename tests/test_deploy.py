"""The files in `deploy/`: manifests match the schema of Kubernetes, and queries use existing metrics."""

import json
import re
import shutil
import subprocess
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from typing import Any

import kubernetes_validate
import promql_parser
import pytest
import yaml

from movie_classifier.service.metrics import Metrics
from movie_classifier.service.server import GRACE_SECONDS
from movie_classifier.service.settings import Settings
from movie_classifier.version import __version__
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
README = (DEPLOY / "README.md").read_text()
OLDEST, NEWEST = "1.30", kubernetes_validate.latest_version()
PROMETHEUS_METRICS = {"up"}

Manifest = dict[str, Any]


def load(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


KUSTOMIZATION = load(DEPLOY / "kubernetes" / "kustomization.yaml")
MANIFESTS: dict[str, Manifest] = {
    file.name: load(file) for file in (DEPLOY / "kubernetes").glob("*.yaml") if file.name != "kustomization.yaml"
}
DEPLOYMENT = MANIFESTS["deployment.yaml"]
POD = DEPLOYMENT["spec"]["template"]
[CONTAINER] = POD["spec"]["containers"]
RULES: list[dict[str, Any]] = load(DEPLOY / "prometheus" / "rules.yml")["groups"][0]["rules"]
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana" / "dashboard.json").read_text())
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
QUERIES = [rule["expr"] for rule in RULES] + [target["expr"] for panel in PANELS for target in panel["targets"]]


def selectors(query: str) -> dict[str, set[str]]:
    """Return the metrics that a query reads, each with the labels that it filters by."""
    expression = promql_parser.parse(query.replace("$__rate_interval", "5m"))
    found: dict[str, set[str]] = {}

    def visit(node: promql_parser.Expr) -> bool:
        if isinstance(node, promql_parser.VectorSelector):
            found.setdefault(node.name, set()).update(matcher.name for matcher in node.matchers.matchers)
        return True

    promql_parser.walk(expression, visit)
    return found


def exported_metrics() -> set[str]:
    """Return the names of all time series of the service."""
    names = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\w+)", Metrics().expose().decode(), re.MULTILINE):
        names |= {f"{name}_{part}" for part in ("bucket", "sum", "count")} if kind == "histogram" else {name}
    return names


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("name", MANIFESTS)
def test_manifest_matches_the_schema(name: str, version: str) -> None:
    validated = kubernetes_validate.validate(MANIFESTS[name], version, strict=True)
    assert version.startswith(validated)


def test_misspelt_field_is_rejected() -> None:
    broken = deepcopy(DEPLOYMENT)
    security = broken["spec"]["template"]["spec"]["containers"][0]["securityContext"]
    security["readonlyRootFilesystem"] = security.pop("readOnlyRootFilesystem")
    with pytest.raises(kubernetes_validate.ValidationError, match="readonlyRootFilesystem"):
        kubernetes_validate.validate(broken, NEWEST, strict=True)


def test_kustomization_applies_all_manifests_except_the_example() -> None:
    assert set(KUSTOMIZATION["resources"]) == set(MANIFESTS) - {"secret.example.yaml"}


def test_selectors_match_the_labels_of_the_pods() -> None:
    labels = POD["metadata"]["labels"]
    assert DEPLOYMENT["spec"]["selector"]["matchLabels"] == labels
    assert MANIFESTS["service.yaml"]["spec"]["selector"] == labels
    assert MANIFESTS["pod-disruption-budget.yaml"]["spec"]["selector"]["matchLabels"] == labels
    target = MANIFESTS["horizontal-pod-autoscaler.yaml"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == (DEPLOYMENT["kind"], DEPLOYMENT["metadata"]["name"])
    assert "replicas" not in DEPLOYMENT["spec"]


def test_pods_have_minimal_privileges() -> None:
    pod, container = POD["spec"]["securityContext"], CONTAINER["securityContext"]
    assert pod["runAsNonRoot"]
    assert f"--uid {pod['runAsUser']} app" in (ROOT / "Dockerfile").read_text()
    assert pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["readOnlyRootFilesystem"]
    assert container["allowPrivilegeEscalation"] is False
    assert container["capabilities"] == {"drop": ["ALL"]}
    assert POD["spec"]["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(POD["spec"])


def test_updates_do_not_interrupt_requests() -> None:
    assert DEPLOYMENT["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    pause = CONTAINER["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pause + GRACE_SECONDS < POD["spec"]["terminationGracePeriodSeconds"]


def test_probes_use_the_health_routes() -> None:
    [port] = CONTAINER["ports"]
    assert f"EXPOSE {port['containerPort']}\n" in (ROOT / "Dockerfile").read_text()
    paths = {probe: CONTAINER[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "liveness", "readiness")}
    assert paths == {"startup": "/health/ready", "liveness": "/health/live", "readiness": "/health/ready"}
    assert {CONTAINER[f"{probe}Probe"]["httpGet"]["port"] for probe in paths} == {port["name"]}


def test_environment_variables_are_settings() -> None:
    """Kubernetes would add variables of the Service with the same prefix, unless service links are disabled."""
    settings = {f"MOVIE_CLASSIFIER_{name}".upper() for name in Settings.model_fields}
    assert {variable["name"] for variable in CONTAINER["env"]} <= settings
    assert POD["spec"]["enableServiceLinks"] is False


def test_api_keys_come_from_the_secret() -> None:
    [variable] = [variable for variable in CONTAINER["env"] if variable["name"] == "MOVIE_CLASSIFIER_API_KEYS"]
    reference, secret = variable["valueFrom"]["secretKeyRef"], MANIFESTS["secret.example.yaml"]
    assert reference["optional"]
    assert (reference["name"], [reference["key"]]) == (secret["metadata"]["name"], list(secret["stringData"]))
    assert f"secret generic {reference['name']} --from-literal={reference['key']}=" in README


def test_image_tag_is_the_version() -> None:
    assert CONTAINER["image"] == f"movie-classifier:{__version__}"
    assert f"load docker-image {CONTAINER['image']}\n" in README


@pytest.mark.parametrize("query", QUERIES)
def test_query_reads_existing_metrics(query: str) -> None:
    read = selectors(query)
    assert read
    assert set(read) <= exported_metrics() | PROMETHEUS_METRICS | {rule["record"] for rule in RULES if "record" in rule}


@pytest.mark.parametrize("wrong", ["rate(movie_classifier_film_total[5m])", "movie_classifier_request_seconds"])
def test_query_of_an_unknown_metric_is_detected(wrong: str) -> None:
    assert not set(selectors(wrong)) <= exported_metrics()


def test_the_dashboard_shows_every_metric() -> None:
    shown = {name for panel in PANELS for target in panel["targets"] for name in selectors(target["expr"])}
    ours = {name for name in exported_metrics() if name.startswith("movie_classifier_")}
    ours = {re.sub("_(bucket|sum|count)$", "", name) for name in ours if not name.endswith("_created")}
    assert ours <= {re.sub("_(bucket|sum|count)$", "", name) for name in shown}


def test_panels_are_complete_and_do_not_overlap() -> None:
    [variable] = DASHBOARD["templating"]["list"]
    assert (variable["type"], variable["query"]) == ("datasource", "prometheus")
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    for panel in PANELS:
        assert panel["title"]
        assert panel["targets"]
        for user in (panel, *panel["targets"]):
            assert user["datasource"] == {"type": "prometheus", "uid": "${" + variable["name"] + "}"}
    for one, other in combinations([panel["gridPos"] for panel in PANELS], 2):
        assert any(one[x] + one[w] <= other[x] or other[x] + other[w] <= one[x] for x, w in ("xw", "yh")), (one, other)


def test_alerts_have_a_summary_and_a_severity() -> None:
    alerts = [rule for rule in RULES if "alert" in rule]
    for alert in alerts:
        assert alert["annotations"]["summary"]
        assert alert["labels"]["severity"] in {"critical", "warning"}
        assert alert["for"]
    assert [alert["alert"] for alert in alerts] == re.findall(r"^\| `(\w+)`", README, re.MULTILINE)


def test_queue_alert_uses_the_default_queue_length() -> None:
    [alert] = [rule for rule in RULES if rule.get("alert") == "MovieClassifierQueueNearlyFull"]
    assert alert["expr"].endswith(f" * {Settings.model_fields['max_queue'].default}")


def test_prometheus_scrapes_compose_and_the_cluster() -> None:
    service = MANIFESTS["service.yaml"]
    target = f"{service['metadata']['name']}:{service['spec']['ports'][0]['port']}"
    [compose_job] = load(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]
    assert compose_job["static_configs"] == [{"targets": [target]}]
    [cluster_job] = load(DEPLOY / "prometheus" / "kubernetes.yml")["scrape_configs"]
    assert compose_job["job_name"] == cluster_job["job_name"]
    sources = {source for step in cluster_job["relabel_configs"] for source in step["source_labels"]}
    for annotation in POD["metadata"]["annotations"]:
        assert f"__meta_kubernetes_pod_annotation_{re.sub('[./]', '_', annotation)}" in sources


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_prometheus_configuration_for_kubernetes(tmp_path: Path) -> None:
    """Static targets replace service discovery, because promtool can be built without Kubernetes."""
    configuration = load(DEPLOY / "prometheus" / "kubernetes.yml")
    [job] = configuration["scrape_configs"]
    del job["kubernetes_sd_configs"]
    job["static_configs"] = [{"targets": ["a:1"]}]
    shutil.copy(DEPLOY / "prometheus" / "rules.yml", tmp_path)
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(configuration))
    subprocess.run(["promtool", "check", "config", str(tmp_path / "prometheus.yml")], check=True)


BLOCK = re.compile(r"<!-- run: (\w+) -->\n```bash\n(.*?)```", re.DOTALL)


def test_every_code_block_names_its_tool() -> None:
    assert len(BLOCK.findall(README)) == README.count("```bash")


@pytest.mark.parametrize("tool", ["promtool", "kubectl"])
def test_readme_commands(tool: str) -> None:
    """Run the commands that need neither a cluster nor third-party images."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    commands = [command for needed, command in BLOCK.findall(README) if needed == tool]
    assert commands
    for command in commands:
        subprocess.run(["bash", "-euc", command], cwd=ROOT, check=True)
