# The image of the account service. Apart from copying, it is built by the same scripts and lock
# files that `make` uses, so the tests cover what the image contains. The demo is not included
# (.dockerignore).
#
# The Python is the one that all tests run with. A newer one changes more than the language: 3.13
# verifies certificates of mail servers, databases and lists by other rules (DECISIONS.md, 79), so
# it is taken in by running the tests with it, and not by a rebuilt image.

FROM node:20-slim AS client
WORKDIR /app
COPY scripts/digest scripts/install-node scripts/build-client scripts/
COPY web/client/package.json web/client/package-lock.json web/client/.npmrc web/client/
RUN scripts/install-node web/client
COPY schema/schema.graphql schema/
COPY web/client/ web/client/
RUN scripts/build-client web/client schema/schema.graphql

FROM node:20-slim AS graphiql
WORKDIR /app
COPY scripts/digest scripts/install-node scripts/build-client scripts/
COPY web/graphiql/package.json web/graphiql/package-lock.json web/graphiql/.npmrc web/graphiql/
RUN scripts/install-node web/graphiql
COPY web/graphiql/ web/graphiql/
RUN scripts/build-client web/graphiql

FROM python:3.11-slim AS packages
WORKDIR /app
COPY scripts/digest scripts/install-python scripts/
COPY requirements.lock ./
RUN scripts/install-python requirements.lock

FROM python:3.11-slim
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
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
COPY --from=client /app/web/client/dist web/client/dist
COPY --from=graphiql /app/web/graphiql/dist web/graphiql/dist
# A numeric id without an account in the image, so that an orchestrator can verify it is not root.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "web"]
CMD ["serve", "--host", "0.0.0.0"]
