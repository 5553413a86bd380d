# web: citizens, operators, actions, ledger. Build from the project's root:
#   docker build -f docker/web.Dockerfile -t genvej-web .
FROM ghcr.io/astral-sh/uv:0.13.9 AS uv

FROM python:3.11-slim-bookworm AS build
COPY --from=uv /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /srv/genvej
COPY pyproject.toml uv.lock ./
# Without the project itself: it runs from its folder, and nothing outside the lock is needed to build it.
RUN uv sync --frozen --no-dev --no-install-project
COPY bot ./bot
COPY actions ./actions
RUN python -m compileall -q bot actions

FROM python:3.11-slim-bookworm
ENV PATH=/srv/genvej/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    GENVEJ_VAR=/var/lib/genvej GENVEJ_PUBLIC_HOST=0.0.0.0 GENVEJ_CONSOLE_HOST=0.0.0.0
WORKDIR /srv/genvej
COPY --from=build /srv/genvej ./
COPY municipality ./municipality
COPY nlu_data ./nlu_data
COPY --chmod=0755 docker/genvej.sh /usr/local/bin/genvej
RUN install -d -m 0700 -o 10001 -g 10001 /var/lib/genvej
USER 10001:10001
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/livez', timeout=3)"]
ENTRYPOINT ["genvej"]
CMD ["run"]
