// The columns: what a cell shows, and what is said of it. Labels, help and choices come from the page.

import { config, formulas, say } from "./words.js";

export const columns = config ? config.columns : [];
const byKey = new Map(columns.map((column) => [column.key, column]));

export function columnOf(key) {
    return byKey.get(key);
}

function labelOf(column, value) {
    const choice = column.choices.find(([key]) => key === value);
    return choice ? choice[1] : value;
}

// What stands in a cell, as it is copied too.
export function textOf(store, line, column) {
    const { key } = column;
    if (key === "figure") return line.figure;
    if (key === "share_of_total") return line.share;
    if (key === "factor") return factorText(store, line);
    if (key === "factor_value") return factorValue(store, line);
    if (key === "check") return checkText(store, line);
    if (key === "evidence") return line.pk !== null && store.evidence[line.pk] ? say("pieces", { number: store.evidence[line.pk] }) : "";
    if (key === "stage") return store.stageOf(line.stage).label;
    const value = line.value(key);
    return column.choices ? labelOf(column, value) : String(value ?? "");
}

function factorText(store, line) {
    if (line.isTransport) return (store.legs[line.pk] || []).join("；");
    const value = line.value("factor");
    if (typeof value !== "number") return value || "";
    return store.factors[value] ? store.factors[value][0] : "";
}

function factorValue(store, line) {
    const factor = store.factors[line.value("factor")];
    return factor && !line.isTransport ? formulas(factor[1]) : "";
}

function checkText(store, line) {
    const factor = store.factors[line.value("factor")];
    const state = factor && factor[3] ? factor[3] : "";
    return [line.obstacles, line.hint, state].filter(Boolean).map(formulas).join(" ");
}

// Whether the cell takes what is typed.
export function isOpen(line, column) {
    if (!config.mayEdit || !line || line.type === "stage") return false;
    if (line.type === "blank") return Boolean(column.kind) && column.key !== "stage";
    return Boolean(column.kind) && !(line.isTransport && column.key === "factor");
}

export function markText(mark) {
    if (!mark) return "";
    if (mark.kind === "refused") return mark.reason;
    const by = { by: mark.by || say("somebody"), at: mark.at ? new Date(mark.at).toLocaleString("zh-CN", { hour12: false }) : "" };
    if (mark.kind === "conflict") return say("conflict", by);
    if (mark.kind === "kept") return say("kept", by);
    if (mark.kind === "gone") return say("gone");
    return say("changed_by", by);
}

// Everything that is to be said of a cell beside its text.
export function remarkOf(store, line, column) {
    if (line.type !== "line") return "";
    const own = markText(line.marks[column.key]);
    const row = column.key === "name" ? markText(line.marks[""]) : "";
    const held = column.kind && line.held.has(column.key) && !own ? say("held") : "";
    return [own, row, held].filter(Boolean).join(" ");
}

const CLASSES = { refused: "cell-refused", conflict: "cell-conflict", kept: "cell-conflict", gone: "cell-conflict", other: "cell-other" };

// Give a cell's element its state, and what it contains. Of text alone: a browser has to look after every element.
export function fill(store, element, row, column) {
    element.classList.remove("cell-refused", "cell-conflict", "cell-other", "cell-unsaved", "cell-check", "cell-ghost");
    if (row.type === "stage") return document.createTextNode(stageText(store, row, column));
    if (row.type === "blank") {
        element.classList.add("cell-ghost");
        return document.createTextNode(column.key === "name" ? say("write_here") : "");
    }
    const text = formulasOf(column, textOf(store, row, column));
    const mark = row.marks[column.key] || (column.key === "name" ? row.marks[""] : null);
    if (mark) element.classList.add(CLASSES[mark.kind]);
    else if (column.key in row.typed && column.kind) element.classList.add("cell-unsaved");
    if (column.key === "check" && text) element.classList.add("cell-check");
    const remark = remarkOf(store, row, column);
    element.title = remark || (text.length > 12 ? text : "");
    if (mark && mark.kind !== "other") element.setAttribute("aria-invalid", "true");
    else element.removeAttribute("aria-invalid");
    return document.createTextNode(text);
}

function formulasOf(column, text) {
    return column.kind ? text : formulas(text);
}

function stageText(store, row, column) {
    const stage = store.stageOf(row.stage);
    const count = stage.lines.filter((line) => !line.wantsRemoval && line.pk !== null).length;
    if (column.key === "name") return `${stage.label}　${count ? say("lines", { number: count }) : stage.note || say("no_lines")}`;
    if (column.key === "figure") return stage.figure;
    return column.key === "share_of_total" ? stage.share : "";
}
