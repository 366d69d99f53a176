# Stands in for the images of examples, which need more than this machine can get: writes where a cluster lets it, and
# answers on the ports that they name.
FROM busybox:1.37.0
COPY stand-in /bin/stand-in
RUN ln -s stand-in /bin/python && mkdir /app && chmod 755 /bin/stand-in
CMD ["stand-in"]
