"""What lies in `deploy/`: manifests that a cluster takes, and queries of metrics that the service has."""

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

from movie_classifier.api.metrics import Metrics
from movie_classifier.server import GRACE_SECONDS
from movie_classifier.settings import Settings
from movie_classifier.version import __version__
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
README = (DEPLOY / "README.md").read_text()
OLDEST, NEWEST = "1.30", kubernetes_validate.latest_version()
OF_PROMETHEUS = {"up"}

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
    """The metrics that a query reads, each with the labels that it is selected by."""
    expression = promql_parser.parse(query.replace("$__rate_interval", "5m"))
    found: dict[str, set[str]] = {}

    def visit(node: promql_parser.Expr) -> bool:
        if isinstance(node, promql_parser.VectorSelector):
            found.setdefault(node.name, set()).update(matcher.name for matcher in node.matchers.matchers)
        return True

    promql_parser.walk(expression, visit)
    return found


def exported() -> set[str]:
    """The names of the service's series."""
    names = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\w+)", Metrics().expose().decode(), re.MULTILINE):
        names |= {f"{name}_{part}" for part in ("bucket", "sum", "count")} if kind == "histogram" else {name}
    return names


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("name", MANIFESTS)
def test_manifest_is_of_the_schema(name: str, version: str) -> None:
    validated = kubernetes_validate.validate(MANIFESTS[name], version, strict=True)
    assert version.startswith(validated)


def test_misspelt_field_is_refused() -> None:
    broken = deepcopy(DEPLOYMENT)
    security = broken["spec"]["template"]["spec"]["containers"][0]["securityContext"]
    security["readonlyRootFilesystem"] = security.pop("readOnlyRootFilesystem")
    with pytest.raises(kubernetes_validate.ValidationError, match="readonlyRootFilesystem"):
        kubernetes_validate.validate(broken, NEWEST, strict=True)


def test_kustomization_applies_all_but_the_example() -> None:
    assert set(KUSTOMIZATION["resources"]) == set(MANIFESTS) - {"secret.example.yaml"}


def test_one_label_joins_them() -> None:
    labels = POD["metadata"]["labels"]
    assert DEPLOYMENT["spec"]["selector"]["matchLabels"] == labels
    assert MANIFESTS["service.yaml"]["spec"]["selector"] == labels
    assert MANIFESTS["pod-disruption-budget.yaml"]["spec"]["selector"]["matchLabels"] == labels
    target = MANIFESTS["horizontal-pod-autoscaler.yaml"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == (DEPLOYMENT["kind"], DEPLOYMENT["metadata"]["name"])
    assert "replicas" not in DEPLOYMENT["spec"]


def test_can_do_little() -> None:
    pod, container = POD["spec"]["securityContext"], CONTAINER["securityContext"]
    assert pod["runAsNonRoot"]
    assert f"--uid {pod['runAsUser']} app" in (ROOT / "Dockerfile").read_text()
    assert pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["readOnlyRootFilesystem"]
    assert container["allowPrivilegeEscalation"] is False
    assert container["capabilities"] == {"drop": ["ALL"]}
    assert POD["spec"]["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(POD["spec"])


def test_writes_only_below_tmp() -> None:
    [volume], [mount] = POD["spec"]["volumes"], CONTAINER["volumeMounts"]
    assert "emptyDir" in volume
    assert (mount["name"], mount["mountPath"]) == (volume["name"], "/tmp")


def test_requests_and_limits() -> None:
    assert CONTAINER["resources"] == {"requests": {"cpu": "500m", "memory": "400Mi"}, "limits": {"memory": "600Mi"}}


def test_an_update_interrupts_nobody() -> None:
    assert DEPLOYMENT["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    pause = CONTAINER["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pause + GRACE_SECONDS < POD["spec"]["terminationGracePeriodSeconds"]


def test_probes_ask_what_the_image_serves() -> None:
    [port] = CONTAINER["ports"]
    assert f"EXPOSE {port['containerPort']}\n" in (ROOT / "Dockerfile").read_text()
    paths = {probe: CONTAINER[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "liveness", "readiness")}
    assert paths == {"startup": "/health/ready", "liveness": "/health/live", "readiness": "/health/ready"}
    assert {CONTAINER[f"{probe}Probe"]["httpGet"]["port"] for probe in paths} == {port["name"]}


def test_variables_are_settings() -> None:
    """Each of them: those of the Service would be among them, were they not turned off."""
    settings = {f"MOVIE_CLASSIFIER_{name}".upper() for name in Settings.model_fields}
    assert {variable["name"] for variable in CONTAINER["env"]} <= settings
    assert POD["spec"]["enableServiceLinks"] is False


def test_keys_come_from_the_secret() -> None:
    [variable] = [variable for variable in CONTAINER["env"] if variable["name"] == "MOVIE_CLASSIFIER_API_KEYS"]
    reference, secret = variable["valueFrom"]["secretKeyRef"], MANIFESTS["secret.example.yaml"]
    assert reference["optional"]
    assert (reference["name"], [reference["key"]]) == (secret["metadata"]["name"], list(secret["stringData"]))
    assert f"secret generic {reference['name']} --from-literal={reference['key']}=" in README


def test_image_has_the_version() -> None:
    assert CONTAINER["image"] == f"movie-classifier:{__version__}"
    assert f"load docker-image {CONTAINER['image']}\n" in README


@pytest.mark.parametrize("query", QUERIES)
def test_query_reads_metrics_that_there_are(query: str) -> None:
    read = selectors(query)
    assert read
    assert set(read) <= exported() | OF_PROMETHEUS | {rule["record"] for rule in RULES if "record" in rule}


@pytest.mark.parametrize("wrong", ["rate(movie_classifier_film_total[5m])", "movie_classifier_request_seconds"])
def test_query_of_another_metric_is_seen(wrong: str) -> None:
    assert not set(selectors(wrong)) <= exported()


def test_every_metric_is_shown() -> None:
    shown = {name for panel in PANELS for target in panel["targets"] for name in selectors(target["expr"])}
    ours = {name for name in exported() if name.startswith("movie_classifier_")}
    ours = {re.sub("_(bucket|sum|count)$", "", name) for name in ours if not name.endswith("_created")}
    assert ours <= {re.sub("_(bucket|sum|count)$", "", name) for name in shown}


def test_panels() -> None:
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


def test_alerts_say_what_and_how_bad() -> None:
    alerts = [rule for rule in RULES if "alert" in rule]
    for alert in alerts:
        assert alert["annotations"]["summary"]
        assert alert["labels"]["severity"] in {"critical", "warning"}
        assert alert["for"]
    assert [alert["alert"] for alert in alerts] == re.findall(r"^\| `(\w+)`", README, re.MULTILINE)


def test_queue_alert_knows_the_queue() -> None:
    [alert] = [rule for rule in RULES if rule.get("alert") == "MovieClassifierQueueNearlyFull"]
    assert alert["expr"].endswith(f" * {Settings.model_fields['max_queue'].default}")


def test_scrapes_what_compose_and_the_cluster_serve() -> None:
    service = MANIFESTS["service.yaml"]
    target = f"{service['metadata']['name']}:{service['spec']['ports'][0]['port']}"
    [beside_compose] = load(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]
    assert beside_compose["static_configs"] == [{"targets": [target]}]
    [in_cluster] = load(DEPLOY / "prometheus" / "kubernetes.yml")["scrape_configs"]
    assert beside_compose["job_name"] == in_cluster["job_name"]
    sources = {source for step in in_cluster["relabel_configs"] for source in step["source_labels"]}
    for annotation in POD["metadata"]["annotations"]:
        assert f"__meta_kubernetes_pod_annotation_{re.sub('[./]', '_', annotation)}" in sources


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool: the rules were parsed, not tried")
def test_kubernetes_configuration(tmp_path: Path) -> None:
    """With targets for the pods, because promtool is also built without Kubernetes."""
    configuration = load(DEPLOY / "prometheus" / "kubernetes.yml")
    [job] = configuration["scrape_configs"]
    del job["kubernetes_sd_configs"]
    job["static_configs"] = [{"targets": ["a:1"]}]
    shutil.copy(DEPLOY / "prometheus" / "rules.yml", tmp_path)
    (tmp_path / "there.yml").write_text(yaml.safe_dump(configuration))
    subprocess.run(["promtool", "check", "config", str(tmp_path / "there.yml")], check=True)


BLOCK = re.compile(r"<!-- run: (\w+) -->\n```bash\n(.*?)```", re.DOTALL)


def test_every_block_says_what_it_needs() -> None:
    assert len(BLOCK.findall(README)) == README.count("```bash")


@pytest.mark.parametrize("tool", ["promtool", "kubectl"])
def test_readme(tool: str) -> None:
    """What needs no cluster and no image of others."""
    if shutil.which(tool) is None:
        pytest.skip(f"no {tool} on this machine: its commands were not run")
    commands = [command for needed, command in BLOCK.findall(README) if needed == tool]
    assert commands
    for command in commands:
        subprocess.run(["bash", "-euc", command], cwd=ROOT, check=True)
