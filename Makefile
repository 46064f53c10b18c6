# Dateline's build. Everything sets itself up: on a fresh Debian with Go and Node, `make run` and `make test` are enough.
SHELL := /bin/bash
.DEFAULT_GOAL := run
export CGO_ENABLED := 0

DATA   ?= ./data
LISTEN ?= :8080
SAMPLE ?= 1
tools  := .cache/bin
build  := go build -trimpath -ldflags "-s -w"

.PHONY: run build assets test test-browser check bench golden clean

run: build ## build and serve, with the sample newsroom (SAMPLE=0 for an empty one)
	bin/dateline serve --data $(DATA) --listen $(LISTEN) $(if $(filter 0,$(SAMPLE)),,--sample)

build: assets ## bin/dateline: one static file
	@mkdir -p bin
	$(build) -o bin/dateline ./cmd/dateline

# What the binary embeds and git does not keep: fonts, map outlines, the sample's photographs, the API's page, the desk's app.
assets: .cache/assets
.cache/assets: package-lock.json assets.mjs $(wildcard themes/default/css/* themes/default/js/* themes/default/build.mjs internal/atlas/build.mjs newsroom/sample/build.mjs newsroom/sample/pictures/manifest.json desk/docs/build.mjs ui/* ui/api/openapi.json) $(shell find ui/src -type f)
	@mkdir -p .cache
	scripts/need libvips-tools:vips
	npm ci --no-audit --no-fund --loglevel=error
	node assets.mjs
	@touch $@

test: assets ## everything, on SQLite and on PostgreSQL, with the race detector
	scripts/test

check: assets ## format, vet, lint, and the direction of imports
	scripts/check

bench: build ## the figures of docs/benchmarks.md
	scripts/bench

golden: ## write the golden files anew
	go test ./newsroom/body ./newsroom/feed ./site/... ./desk -update

clean:
	rm -rf bin .cache node_modules
