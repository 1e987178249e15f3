"""An encoder of a few thousand weights, in the format of the real one."""

from pathlib import Path

import pytest

from tests.film_lists import WORDS


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    transformers = pytest.importorskip("transformers", reason="the extra teacher is not installed")
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)  # on so small a model threads only wait for each other
    folder = tmp_path_factory.mktemp("encoder")
    words = sorted({word for line in WORDS.values() for word in line.split()} | set("film a story of and .".split()))
    pieces = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *words,
        *map(str, range(10)),
        *(f"##{i}" for i in range(10)),
    ]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n")
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)  # the weights must not depend on the tests before
    config = transformers.BertConfig(
        vocab_size=len(pieces), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder
