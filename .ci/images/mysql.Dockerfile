FROM debian:bookworm-slim
RUN groupadd --gid 999 mysql && useradd --uid 999 --gid 999 --home /var/lib/mysql mysql && apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mariadb-server >/dev/null \
 && rm -rf /var/lib/mysql && mkdir -p /var/lib/mysql /var/run/mysqld && chown 999:999 /var/lib/mysql /var/run/mysqld
COPY mysql-entrypoint /usr/local/bin/docker-entrypoint.sh
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["mariadbd"]
