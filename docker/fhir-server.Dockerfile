# A small FHIR R4 server for trying the service: for tests and demonstrations, not for real patients.
ARG BASE=python:3.13-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/fhir-server.txt /build/
RUN python3 -m venv /opt/fhir-server \
 && /opt/fhir-server/bin/pip install --quiet --require-hashes -r /build/fhir-server.txt \
 && mkdir /data && chown 10001:10001 /data && chmod 0700 /data

FROM ${BASE}
COPY --from=build /opt/fhir-server /opt/fhir-server
COPY --from=build --chown=10001:10001 /data /data
WORKDIR /data
USER 10001:10001
ENTRYPOINT ["/opt/fhir-server/bin/sekmet"]
CMD ["serve", "--config", "/config/fhir-server.yaml"]
