# What people type is what CI runs. `make help` says what there is.

# Tests run side by side. Many wait, for a browser or until a limit is reached: with three of them
# for two cores, nothing lies idle.
TESTERS := $(shell echo $$(( $$(nproc) + ($$(nproc) + 1) / 2 )))
test test-long coverage: export OPENBLAS_NUM_THREADS = 1
test test-long coverage: export OMP_NUM_THREADS = 1

SAMPLE := 03-im2col
CLASS := sample-class
BIN := .venv/bin
BOOK := book/_build/html/index.html

LIBRARY := $(shell find cnnlib -type f -not -name "*.pyc")
GRADER := $(shell find autograder -name '*.py' -o -name '*.j2')
TESTED := $(filter-out tests/autograder tests/helpers,$(patsubst %/__init__.py,%,$(wildcard tests/*/__init__.py tests/autograder/*/__init__.py)))
COVERED := $(TESTED:%=build/coverage/%.done)
PAGES := $(shell find book -name _build -prune -o -type f -print)

.DELETE_ON_ERROR:
.PHONY: course packages namespaces setup sandbox book pdf dist pictures release grade test test-long coverage check bench bench-gpu bench-class clean help

course: sandbox book release grade ## set up, build the book, make the release, grade the sample class
	@echo
	@echo "The book            $(BOOK)"
	@echo "One student's page  $(CLASS)/feedback/half-done/$(SAMPLE)/$(SAMPLE).html"
	@echo "The class report    $(CLASS)/report-$(SAMPLE).html"

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

packages: ## install Debian's packages that the course uses, as root
	@scripts/debian-packages python3-venv bubblewrap
	@scripts/browser

namespaces: ## let users start sandboxes where Ubuntu forbids it, as root, until the next boot
	@sysctl -q -e -w kernel.apparmor_restrict_unprivileged_userns=0

setup: .venv/installed ## make .venv from the pins in requirements.txt

.venv/installed: requirements.txt pyproject.toml scripts/setup
	@scripts/setup

sandbox: build/sandbox ## see that submissions can be isolated

build/sandbox: .venv/installed $(wildcard autograder/sandbox/*.py)
	@scripts/sandbox
	@mkdir -p build && touch $@

book: $(BOOK) ## build the HTML textbook

$(BOOK): .venv/installed $(PAGES) $(LIBRARY)
	@echo "Building the book (its pages compute what they show) ..."
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter-book build book -W -n --keep-going
	@touch $@

pdf: $(BOOK) ## print the book as one PDF
	@scripts/browser
	@$(BIN)/python scripts/pdf.py book book/_build/book.pdf

dist: pdf build/released ## everything that is published, in dist/: wheel, student folders, site, PDF
	@rm -rf dist build/lib && mkdir dist
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@cp book/_build/html/_downloads/*.zip book/_build/book.pdf dist/
	@cd book/_build/html && $(CURDIR)/$(BIN)/python -m zipfile -c $(CURDIR)/dist/site.zip .
	@ls dist

pictures: $(BOOK) grade ## take the pictures of README, guides and shared links
	@scripts/browser
	@$(BIN)/python scripts/pictures.py $(CLASS)

release: build/released ## make the student folders in exercises/

build/released: build/sandbox $(wildcard solutions/*.md) $(LIBRARY) $(GRADER)
	@$(BIN)/autograder release
	@mkdir -p build && touch $@

grade: build/sandbox ## grade the sample class, write its feedback and report
	@$(BIN)/python -m autograder.sample_class $(CLASS)
	@$(BIN)/autograder grade $(SAMPLE) --course $(CLASS)
	@$(BIN)/autograder feedback $(SAMPLE) --course $(CLASS)
	@$(BIN)/autograder report $(SAMPLE) --course $(CLASS)

test: build/sandbox ## run all tests but the long ones
	@scripts/browser
	@$(BIN)/python -m pytest -m "not long" -n $(TESTERS) --dist worksteal

test-long: build/sandbox ## run the tests that take more than a minute each
	@$(BIN)/python -m pytest -m long

coverage: $(COVERED) ## run all tests but the long ones, and say which lines none of them runs
	@$(BIN)/coverage combine --keep --quiet --data-file=build/coverage/all $$(find build/coverage/tests -type f ! -name '*.done')
	@$(BIN)/coverage report --data-file=build/coverage/all

# A folder of tests is measured once for each state of the code, so that a run can be continued.
build/coverage/%.done: build/sandbox $(LIBRARY) $(GRADER)
	@scripts/browser
	@mkdir -p $(@D)
	@COVERAGE_FILE=$(@:.done=) $(BIN)/python -m pytest $* -m "not long" -n $(TESTERS) --dist worksteal \
		--cov --cov-report= --cov-fail-under=0 || [ $$? = 5 ]
	@touch $@

check: .venv/installed ## lint, format, types, and which way imports point
	@$(BIN)/pre-commit run --all-files

bench: .venv/installed ## measure
	@$(BIN)/python -m benchmarks

bench-gpu: .venv/installed ## time the feeding of a CUDA device, for book/results (CIFAR-10: see CNNLIB_DATA)
	@$(BIN)/python -m benchmarks.gpu

bench-class: build/sandbox ## time whole classes of 10, 100 and 1000
	@$(BIN)/python -m benchmarks.scale 10 100 1000

clean: ## remove everything that was made, but not .venv
	rm -rf build dist book/_build $(CLASS)
