FROM debian:bookworm-slim
# The server and its vector extension are in the newer suite.
RUN sed 's/bookworm/trixie/' /etc/apt/sources.list >/etc/apt/sources.list.d/newer.list \
 && groupadd --gid 999 postgres && useradd --uid 999 --gid 999 --home /var/lib/postgresql postgres \
 && apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql-17 postgresql-17-pgvector >/dev/null \
 && rm -rf /var/lib/postgresql/17 && mkdir -p /var/lib/postgresql/data /docker-entrypoint-initdb.d \
 && chown -R 999:999 /var/lib/postgresql /var/run/postgresql
ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/bin:/usr/bin:/bin PGDATA=/var/lib/postgresql/data
COPY postgres-entrypoint /usr/local/bin/docker-entrypoint.sh
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
