FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-async-timeout ca-certificates >/dev/null
COPY python3.11/site-packages /usr/local/lib/python3.11/dist-packages
RUN printf '#!/usr/bin/python3\nfrom litellm import run_server\nrun_server()\n' >/usr/local/bin/litellm && chmod +x /usr/local/bin/litellm
ENV LITELLM_LOCAL_MODEL_COST_MAP=True
ENTRYPOINT ["litellm"]
