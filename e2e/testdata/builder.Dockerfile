# Stands in for the public Go image where there is no registry. The rest of Go is
# mounted over /usr/local/go during the build; the command itself has to be in the
# image, because buildah looks commands up before it mounts.
FROM scratch
COPY go /usr/local/go/bin/go
ENV PATH=/usr/local/go/bin HOME=/root GOTOOLCHAIN=local GOPROXY=file:///modules
WORKDIR /tmp
