# engine: Rasa on its own, older Python; only web may reach it. Build from the project's root:
#   docker build -f docker/engine.Dockerfile -t genvej-engine .
FROM ghcr.io/astral-sh/uv:0.13.9 AS uv

FROM python:3.10-slim-bookworm AS build
COPY --from=uv /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /srv/genvej/bot/engine
COPY bot/engine/pyproject.toml bot/engine/uv.lock ./
# TensorFlow and what only it needs stay out: the engine never uses them, they are two thirds of the size and the
# larger part of the frozen code.
RUN uv sync --frozen --no-dev \
    --no-install-package tensorflow --no-install-package tensorflow-hub \
    --no-install-package tensorflow-text --no-install-package tensorflow-estimator \
    --no-install-package tensorflow-io-gcs-filesystem --no-install-package tensorboard \
    --no-install-package tensorboard-data-server --no-install-package libclang \
    --no-install-package keras --no-install-package jax --no-install-package jaxlib
WORKDIR /srv/genvej
COPY bot/__init__.py ./bot/
COPY bot/engine ./bot/engine
RUN bot/engine/.venv/bin/python -m compileall -q -x '\.venv' bot

# The model is made here, from the same checkout, and is a read-only part of the image: an engine's container can
# neither train nor change what it runs, and a new model is a new image beside the old.
FROM build AS train
ENV RASA_TELEMETRY_ENABLED=false
COPY config.yml ./
COPY stories ./stories
COPY nlu_data ./nlu_data
COPY municipality/services ./municipality/services
RUN bot/engine/.venv/bin/python -m bot.engine train --root . --out /srv/model/genvej.tar.gz

FROM python:3.10-slim-bookworm
ENV PATH=/srv/genvej/bot/engine/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    HOME=/tmp RASA_TELEMETRY_ENABLED=false \
    GENVEJ_ENGINE_MODEL=/srv/model/genvej.tar.gz GENVEJ_ENGINE_HOST=0.0.0.0 GENVEJ_ENGINE_PORT=8084
WORKDIR /srv/genvej
COPY --from=build /srv/genvej ./
COPY --from=train /srv/model /srv/model
COPY --chmod=0755 docker/engine.sh /usr/local/bin/engine
USER 10002:10002
EXPOSE 8084
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 \
    CMD ["python", "-c", "from urllib.request import Request, urlopen; urlopen(Request('http://127.0.0.1:8084/health', headers={'X-Genvej-Secret': open('/run/secrets/engine').read().strip()}), timeout=3)"]
CMD ["engine"]
