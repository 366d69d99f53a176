FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-minimal >/dev/null
COPY messaging.py /messaging.py
USER 65532:65532
CMD ["python3", "-u", "/messaging.py"]
