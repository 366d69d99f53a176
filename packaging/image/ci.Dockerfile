# For jobs of a pipeline: a shell, git and certificates beside the program, and no entry point, as runners give their own
# script. They check out as root, and so does this image.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates git >/dev/null \
 && rm -rf /var/lib/apt/lists/*
COPY ast /usr/local/bin/ast
COPY LICENSE-MIT LICENSE-APACHE THIRD-PARTY.txt bom.cdx.json /usr/local/share/doc/ast/
