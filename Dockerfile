# Image of the service, built by `docker compose build`. BASE_IMAGE can be any image with Python 3.11, the version that
# requirements/ is pinned for.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS build
WORKDIR /src
# The virtual environment is copied to the final image, which does not need pip.
RUN python3 -m venv --without-pip /opt/venv
# The dependencies have their own layer, which is rebuilt only if they change. pip rejects files with a wrong hash.
COPY requirements/api.txt requirements/api.txt
RUN python3 -m pip --python /opt/venv/bin/python install --no-cache-dir --no-compile \
        --require-hashes -r requirements/api.txt \
    # Tests and C sources are a third of the size of the dependencies, and not needed to run them.
    && find /opt/venv -type d \( -name tests -o -name test \) -path "*site-packages*" -prune -exec rm -rf {} + \
    && find /opt/venv -type f \( -name "*.pyx" -o -name "*.pxd" -o -name "*.cpp" -o -name "*.c" \) -delete
# MODEL=accurate or MODEL=multilingual adds these two models and what they need: 160 MB, most of it ONNX Runtime.
ARG MODEL=fast
COPY requirements/accurate.txt requirements/accurate.txt
RUN case "${MODEL}" in accurate | multilingual) python3 -m pip --python /opt/venv/bin/python install --no-cache-dir \
        --no-compile --require-hashes -r requirements/accurate.txt ;; esac
COPY setup.py pyproject.toml README.md ./
COPY movie_classifier movie_classifier
COPY spacy_model spacy_model
COPY spacy_model_accurate spacy_model_accurate
COPY spacy_model_multilingual spacy_model_multilingual
# The poster model stays out, because the images do not have the extra `poster`.
RUN mkdir poster_model && python3 -m pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --no-deps . \
    && case "${MODEL}" in accurate | multilingual) ;; *) \
        rm -r /opt/venv/lib/python3*/site-packages/movie_classifier/spacy_model_* ;; esac

FROM ${BASE_IMAGE}
RUN useradd --create-home --uid 1000 app
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER app
WORKDIR /home/app
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["movie_classifier", "serve", "--host", "0.0.0.0"]
# The labels are last, because they change with each commit and would invalidate the layers after them.
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="movie-classifier" \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
