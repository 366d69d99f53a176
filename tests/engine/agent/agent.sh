# Serves what it found at its start: whether each store took a connection in that very moment.
mkdir -p /data/www
touch /data/files/from-agent
: >/data/www/started
nc -w 2 "$POSTGRES_HOST" "$POSTGRES_PORT" </dev/null && echo berths >>/data/www/started
nc -w 2 "$MYSQL_HOST" "$MYSQL_PORT" </dev/null >/dev/null && echo archive >>/data/www/started
printf 'AUTH %s\r\nPING\r\nQUIT\r\n' "$REDIS_PASSWORD" | nc -w 2 "$REDIS_HOST" "$REDIS_PORT" | grep -q PONG && echo cache >>/data/www/started
timeout 5 wget -q -O /dev/null "$ASTRO_GATEWAY_URL/health/liveness" && echo gateway >>/data/www/started
exec httpd -f -p "$PORT" -h /data/www
