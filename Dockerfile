# The emulator as one static file in an otherwise empty image.
#
#   docker build --tag amazon-pay-emulator .
#   docker run --rm --read-only --cap-drop ALL --publish 127.0.0.1:2729:2729 amazon-pay-emulator
#
# RUN lines are in exec form, so that a builder image needs Go and nothing else,
# not even a shell.

ARG GO_IMAGE=golang:1.26

FROM ${GO_IMAGE} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN ["go", "mod", "download"]
COPY . .
ARG VERSION=dev
# The exec form expands no variables; GOFLAGS takes the version to the linker.
ENV CGO_ENABLED=0 GOFLAGS="-trimpath '-ldflags=-s -w -X main.version=${VERSION}'"
RUN ["go", "build", "-o", "/amazon-pay-emulator", "."]
WORKDIR /ca

FROM scratch
ARG VERSION=dev
LABEL org.opencontainers.image.title="amazon-pay-emulator" \
      org.opencontainers.image.description="Stands in for Amazon Pay's payment API in tests. Not a product of Amazon." \
      org.opencontainers.image.version="${VERSION}"
COPY --from=build /amazon-pay-emulator /amazon-pay-emulator
# The CA and the key that signs IPNs. A volume, because the rest of the image can
# be read-only; one that is shared gives ca.pem to the shop.
COPY --from=build --chown=65532:65532 /ca /ca
VOLUME /ca
ENV APAY_LISTEN=:2729 APAY_TLS_LISTEN=:2730,:443 APAY_CA_DIR=/ca
EXPOSE 2729 2730 443
USER 65532:65532
HEALTHCHECK --interval=2s --timeout=2s --start-period=10s --retries=3 CMD ["/amazon-pay-emulator", "healthcheck"]
ENTRYPOINT ["/amazon-pay-emulator"]
