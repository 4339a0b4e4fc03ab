# 产品碳足迹报告系统。需要：Python ≥ 3.11、Node.js 与 npm、make。其余由脚本安装。
SHELL := /bin/bash
PORT ?= 8000
HOST ?= 127.0.0.1
export PORT HOST

.DEFAULT_GOAL := help
.PHONY: help run setup test lint format clean

help:
	@printf '%s\n' \
		'make run      安装、准备示例数据并启动（PORT=8001 可换端口；Ctrl-C 停止）' \
		'make test     安装测试所需并运行全部检查和测试' \
		'make setup    只安装和准备数据库，不启动，不装示例数据' \
		'make lint     只做代码检查' \
		'make format   整理代码格式' \
		'make clean    删除可重新生成的文件（不动 var/ 中的数据）'

run:
	@scripts/run.sh

setup:
	@scripts/system_packages.sh runtime && scripts/install.sh runtime && scripts/prepare.sh

test:
	@scripts/test.sh

lint:
	@scripts/lint.sh

format:
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

clean:
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
