"""The teacher of the shipped model: the mean of two fine-tuned sentence encoders."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities
from lab.errors import MethodUnavailable, MissingGroup
from lab.pretrained import encoder_folder

FILES = ("teacher0.pt", "teacher1.pt")
CHUNK = 1_000
"""Films per call of the tokenizer."""


@dataclass(frozen=True)
class TeacherClassifier:
    """Teachers with a shared tokenizer."""

    tokenizer: Any
    teachers: Sequence[Any]
    folder: Path

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return the mean of the teachers' probabilities, of shape (texts, labels)."""
        chunks = [self._predict_chunk(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]
        return np.concatenate(chunks).astype(np.float64)

    def _predict_chunk(self, texts: Sequence[str]) -> Probabilities:
        films = self.tokenizer.tokenize(texts)
        means: Probabilities = np.mean([each.predict_proba(self.tokenizer, films) for each in self.teachers], axis=0)
        return means

    def save(self, folder: Path) -> None:
        """Copy the weights of the teachers and the small files of the encoder, without the encoder's own weights."""
        small = [file for file in encoder_folder().iterdir() if file.suffix in {".json", ".txt"}]
        for file in (*(self.folder / name for name in FILES), *small):
            shutil.copy(file, folder)


@dataclass(frozen=True)
class FineTunedTeacher(Method):
    """Two teachers that `training teach` has trained.

    Attributes:
        folder: folder with their weights, named as in `FILES`; None if there is none.
    """

    folder: Path | None

    def dependencies(self) -> Sequence[Path]:
        """Return the files of the weights."""
        files = [self.folder / name for name in FILES] if self.folder else []
        if not files or not all(file.is_file() for file in files):
            raise MethodUnavailable(f"needs {' and '.join(FILES)} in {self.folder or 'a folder that --teacher names'}")
        return files

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> TeacherClassifier:
        """Load the teachers."""
        files = self.dependencies()
        base = encoder_folder()
        try:
            import torch

            from lab.teacher.encoder import BatchTokenizer, Teacher
        except ImportError as error:
            raise MissingGroup("teacher", error.name) from error
        teachers = []
        for file in files:
            teacher = Teacher(base, len(dev.labels))
            teacher.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
            teachers.append(teacher.eval())
        return TeacherClassifier(BatchTokenizer(base), teachers, files[0].parent)
