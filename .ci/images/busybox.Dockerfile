FROM debian:bookworm-slim AS debian
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends busybox >/dev/null \
 && mkdir -p /image/bin /image/etc /image/lib64 /image/tmp /image/usr/bin /image/usr/sbin /image/sbin \
 && chmod 1777 /image/tmp && cp /bin/busybox /image/bin/ \
 && cp --parents /lib64/ld-linux-x86-64.so.2 /lib/*-linux-gnu/libc.so.6 /lib/*-linux-gnu/libresolv.so.2 \
    /lib/*-linux-gnu/libnss_dns.so.2 /lib/*-linux-gnu/libnss_files.so.2 /etc/nsswitch.conf /image/ \
 && for tool in $(ldd /bin/busybox | grep -o '/lib/[^ ]*'); do cp --parents "$tool" /image/; done

# The dynamic build: a static C library can't look a name up.
FROM scratch
COPY --from=debian /image/ /
RUN ["/bin/busybox", "--install", "-s"]
CMD ["sh"]
