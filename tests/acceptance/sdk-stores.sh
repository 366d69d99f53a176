#!/usr/bin/env bash
# The stores of a spec as real servers on this machine, with the password of STORE_PASSWORD, in a file system that goes
# with the caller's namespace. MariaDB stands in for MySQL, which Debian doesn't have.
set -euo pipefail
data=/srv
mount -t tmpfs tmpfs $data
programs=(/usr/lib/postgresql/*/bin)
bin=${programs[-1]}

redis-server --bind 127.0.0.1 --port 6379 --requirepass "$STORE_PASSWORD" --save '' --dir $data >"$WORK/redis.log" 2>&1 &

install -d -o postgres $data/postgres
printf '%s\n' "$STORE_PASSWORD" >$data/password
chmod 644 $data/password
as_postgres() {
  (cd $data/postgres && exec setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
}
{
  as_postgres "$bin/initdb" --pgdata=$data/postgres/data --username=astro --pwfile=$data/password --auth=scram-sha-256
  # The server's first statements make the database, before it takes connections.
  echo "CREATE DATABASE all_in_one;" | as_postgres "$bin/postgres" --single -D $data/postgres/data postgres
} >"$WORK/postgres.log" 2>&1
as_postgres "$bin/postgres" -D $data/postgres/data -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data/postgres \
  >>"$WORK/postgres.log" 2>&1 &

install -d -o nobody $data/mysql
mariadb-install-db --user=nobody --datadir=$data/mysql >"$WORK/mysql.log" 2>&1
# Nobody without a name, who would be taken for everybody of this machine.
cat >$data/first.sql <<SQL
DROP USER IF EXISTS ''@localhost;
CREATE DATABASE all_in_one;
CREATE USER astro@'%' IDENTIFIED BY '${STORE_PASSWORD//\'/\'\'}';
GRANT ALL ON all_in_one.* TO astro@'%';
SQL
mariadbd --no-defaults --user=nobody --datadir=$data/mysql --bind-address=127.0.0.1 --port=3306 \
  --socket=$data/mysql/socket --init-file=$data/first.sql >>"$WORK/mysql.log" 2>&1 &

answers() { # PORT
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
for store in redis:6379 postgres:5432 mysql:3306; do
  for at in $(seq 120); do
    answers "${store#*:}" && break
    [ "$at" -lt 120 ] || { cat "$WORK/${store%:*}.log"; echo "sdk: ${store%:*} is not up" >&2; exit 1; }
    sleep 0.25
  done
done
echo "sdk: the stores are up"
