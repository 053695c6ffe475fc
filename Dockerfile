# The image of the account service, and the demo's beside it (--target demo). Apart from copying, it is
# built by scripts and lock files; `make image-test` builds it twice, compares both, and runs it.
#
# The bases, in one place; `make bases` puts their digests here. The Python is the one that all tests
# run with. A newer one changes more than the language: 3.13 verifies certificates of mail servers,
# databases and lists by other rules (DECISIONS.md, 79), so it is taken in by running the tests with it,
# and not by a rebuilt image.
ARG NODE=node:20-bookworm-slim
ARG PYTHON=python:3.11-slim-bookworm

FROM ${NODE} AS client
WORKDIR /app
COPY scripts/digest scripts/install-node scripts/build-client scripts/list-node scripts/
COPY web/client/package.json web/client/package-lock.json web/client/.npmrc web/client/
RUN scripts/install-node web/client
COPY schema/schema.graphql schema/
COPY web/client/ web/client/
RUN scripts/build-client web/client schema/schema.graphql && scripts/list-node web/client client.cdx.json

FROM ${NODE} AS graphiql
WORKDIR /app
COPY scripts/digest scripts/install-node scripts/build-client scripts/list-node scripts/
COPY web/graphiql/package.json web/graphiql/package-lock.json web/graphiql/.npmrc web/graphiql/
RUN scripts/install-node web/graphiql
COPY web/graphiql/ web/graphiql/
RUN scripts/build-client web/graphiql && scripts/list-node web/graphiql graphiql.cdx.json

# What is below the service: tini, Python with its bytecode, and neither pip nor setuptools.
FROM ${PYTHON} AS system
COPY scripts/prepare-system scripts/remove-installers scripts/compile-python /build/
RUN /build/prepare-system

FROM ${PYTHON} AS packages
ENV PIP_NO_COMPILE=1
WORKDIR /app
COPY scripts/digest scripts/install-python scripts/remove-installers scripts/
COPY requirements.lock ./
RUN scripts/install-python requirements.lock && scripts/remove-installers .venv/bin/python

FROM ${PYTHON} AS sbom
WORKDIR /tool
COPY scripts/digest scripts/install-python scripts/list-python scripts/
COPY requirements-sbom.lock ./
RUN scripts/install-python requirements-sbom.lock
COPY pyproject.toml ./
COPY --from=packages /app/.venv /app/.venv
RUN scripts/list-python /app/.venv/bin/python python.cdx.json

FROM ${PYTHON} AS app
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY pyproject.toml ./
COPY models/ models/
COPY resolvers/ resolvers/
COPY schema/ schema/
COPY web/*.py web/
COPY web/cli/ web/cli/
COPY web/http/ web/http/
COPY web/ops/ web/ops/
COPY web/processes/ web/processes/
COPY web/trust/ web/trust/
# The demo is in the image of its own alone.
RUN rm -r web/cli/demo*
COPY scripts/compile-python /build/
RUN /build/compile-python .
COPY --from=client /app/web/client/dist web/client/dist
COPY --from=graphiql /app/web/graphiql/dist web/graphiql/dist
COPY --from=sbom /tool/python.cdx.json sbom/
COPY --from=client /app/client.cdx.json sbom/
COPY --from=graphiql /app/graphiql.cdx.json sbom/

FROM app AS demo-app
COPY web/cli/ web/cli/
COPY web/demo/ web/demo/
RUN /build/compile-python . && mkdir /cards

# Nothing that an earlier layer held is left in these: two layers, the system's and the service's.
FROM scratch AS service
ARG PYTHON
ARG REVISION=""
LABEL org.opencontainers.image.title="gpszone-accounts" \
      org.opencontainers.image.description="Account service of the GPS zone for vehicles that carry toxic and concerned chemicals" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${PYTHON}"
# hadolint ignore=DL3067
COPY --from=system / /
ENV PATH=/app/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /app
# A numeric id without an account in the image, so that an orchestrator can verify it is not root.
USER 10001:10001
# The first process of a container ignores each signal for which it has no handler yet; tini does not.
ENTRYPOINT ["tini", "-s", "--", "python", "-m", "web"]

# The card component with its test cards, beside a staging system; its keys stay in the volume.
FROM service AS demo
COPY --from=demo-app /app /app
COPY --from=demo-app --chown=10001:10001 /cards /run/cards
VOLUME /run/cards
EXPOSE 61161
CMD ["demo", "card", "--host", "0.0.0.0", "--state", "/run/cards"]

FROM service AS production
COPY --from=app /app /app
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["serve", "--host", "0.0.0.0"]
