// What a person does to cells and rows, as acts for the history (history.js).

import { textOf, isOpen } from "./columns.js";
import { Line, newKey } from "./store.js";
import { config } from "./words.js";

// A text for a cell as it is kept: empty is none for a factor.
function valueFor(column, text) {
    const plain = text.replace(/\s*[\r\n]+\s*/g, " ").trim();
    return column.key === "factor" && plain === "" ? null : plain;
}

function set(line, column, value) {
    return { do: "set", line, field: column.key, value };
}

function isChange(line, column, value) {
    return (line.value(column.key) ?? "") !== (value ?? "");
}

// A new line in the place of the blank row of a stage.
export function newLine(store, stage, at = null) {
    const line = new Line(newKey(), stage);
    return { line, act: { do: "add", line, stage, at: at ?? store.stageOf(stage).lines.length } };
}

// Give the cells of a block one value.
export function fillWith(store, rows, columns, value) {
    const acts = [];
    for (const row of rows) {
        let line = row;
        if (row.type === "blank") {
            const made = newLine(store, row.stage);
            acts.push(made.act);
            line = made.line;
        }
        for (const column of columns) {
            if (isOpen(line, column) && isChange(line, column, value)) acts.push(set(line, column, value));
        }
    }
    return acts;
}

export function clear(lines, columns) {
    return lines.flatMap((line) =>
        columns
            .filter((column) => isOpen(line, column) && column.key !== "stage" && column.kind !== "choice")
            .map((column) => [column, column.key === "factor" ? null : ""])
            .filter(([column, value]) => isChange(line, column, value))
            .map(([column, value]) => set(line, column, value)));
}

// The value that is copied downwards: a factor as it is chosen, anything else as it stands there.
export function fillDown(lines, columns, source = lines[0]) {
    return lines
        .filter((line) => line !== source)
        .flatMap((line) =>
            columns
                .filter((column) => isOpen(line, column) && isChange(line, column, source.value(column.key)))
                .map((column) => (column.key === "stage" ? null : set(line, column, source.value(column.key))))
                .filter(Boolean));
}

// The columns that the first row of a block names, if it is a row of heads: then each column goes where it belongs.
function headed(cells) {
    const names = cells[0].map((text) => text.replace(/[\s*（(].*$/u, "").trim());
    const keys = names.map((name) => config.columns.find((column) => column.kind && (column.label === name || column.aliases.includes(name)))?.key);
    const known = keys.filter(Boolean);
    const isHead = cells.length > 1 && known.length >= 2 && new Set(known).size === known.length && known.length * 2 >= names.filter(Boolean).length;
    return isHead ? keys : null;
}

// Put a block of texts down from a row on: over the lines of its stage that are in sight, the rest as new lines behind
// the last of them. Gives the acts, how far they reach, and how many texts had no cell that takes them.
export function paste(store, view, selection, block) {
    const { top, bottom, left, right } = selection.block;
    const first = view.rows[top];
    if (!first || first.type === "stage" || block.length === 0) return { acts: [], height: 0, width: 0, skipped: 0 };
    const heads = headed(block);
    const cells = heads ? block.slice(1) : block;
    const keyOf = (offset) => (heads ? heads[offset] : view.columns[left + offset]);
    const fills = cells.length === 1 && cells[0].length === 1 && !selection.isOne();
    if (fills) return pasteOne(store, view, { top, bottom, left, right }, cells[0][0]);
    const targets = [];
    for (const row of view.rows.slice(top)) {
        if (row.type === "stage" || row.stage !== first.stage || targets.length >= cells.length) break;
        if (row.type === "line") targets.push(row);
    }
    const acts = [];
    while (targets.length < cells.length) {
        const made = newLine(store, first.stage, store.stageOf(first.stage).lines.length + targets.length);
        targets.push(made.line);
        acts.push(made.act);
    }
    const width = Math.max(...cells.map((row) => row.length));
    let skipped = 0;
    cells.forEach((texts, index) => {
        const line = targets[index];
        texts.forEach((text, offset) => {
            const key = keyOf(offset);
            const column = key && config.columns.find((each) => each.key === key);
            if (!column || !isOpen(line, column)) {
                if (text.trim() && (!column || text.trim() !== textOf(store, line, column))) skipped += 1;
                return;
            }
            if (column.key === "stage") return;
            const value = valueFor(column, text);
            if (isChange(line, column, value)) acts.push(set(line, column, value));
        });
    });
    return { acts, height: cells.length, width: heads ? 1 : width, skipped };
}

function pasteOne(store, view, { top, bottom, left, right }, text) {
    const rows = view.rows.slice(top, bottom + 1).filter((row) => row.type === "line");
    const columns = view.columns.slice(left, right + 1).map((key) => config.columns.find((each) => each.key === key));
    const acts = columns.flatMap((column) => fillWith(store, rows, [column], valueFor(column, text)));
    return { acts, height: bottom - top + 1, width: right - left + 1, skipped: 0 };
}

// The block as texts.
export function copied(store, lines, columns) {
    return lines.map((line) => columns.map((column) => textOf(store, line, column)));
}

export function typed(store, row, column, text) {
    return fillWith(store, [row], [column], valueFor(column, text));
}

export function remove(lines) {
    return lines.map((line) => ({ do: "remove", line }));
}

// Move lines, in their order, so that they stand before `target` (a line, or the blank row or head of a stage).
export function move(store, lines, target) {
    const moving = new Set(lines);
    const stage = store.stageOf(target.stage);
    const from = target.type === "line" ? stage.lines.indexOf(target) : target.type === "stage" ? 0 : stage.lines.length;
    const next = stage.lines.slice(from).find((line) => !moving.has(line)) || null;
    return lines.map((line) => ({ do: "move", line, stage: stage.pk, next }));
}
