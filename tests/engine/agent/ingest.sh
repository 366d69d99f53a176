# One script for every trigger; the webhook stays up.
echo "$STEP of $BERTH_LIMIT berths on $POSTGRES_HOST"
if [ "$STEP" = arrivals ]; then
  mkdir -p /tmp/www
  echo "$STEP" >/tmp/www/index.html
  exec httpd -f -p 8085 -h /tmp/www
fi
nc -w 2 "$POSTGRES_HOST" "$POSTGRES_PORT" </dev/null || exit 3
[ "${SEED_FAILS:-false}" = false ] || exit 4
