FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 >/dev/null \
 && ln -s /usr/bin/python3 /usr/local/bin/python
