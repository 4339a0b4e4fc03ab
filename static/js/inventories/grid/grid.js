// The grid of a study's lines: brings the parts together.

import * as acts from "./acts.js";
import { Box } from "./box.js";
import { pasted, textOfCells } from "./clipboard.js";
import { isOpen, remarkOf, textOf } from "./columns.js";
import { Dragging } from "./dragging.js";
import { Figures, Following } from "./following.js";
import { History } from "./history.js";
import { Keeping } from "./keeping.js";
import { pressed } from "./keys.js";
import { Options } from "./options.js";
import { Saving, ask } from "./saving.js";
import { Selection } from "./selection.js";
import { Status } from "./status.js";
import { Store } from "./store.js";
import { View } from "./view.js";
import { config, say } from "./words.js";

export class Grid {
    constructor(page) {
        this.page = page;
        this.frame = page.querySelector("[data-grid-frame]");
        this.store = new Store();
    }

    async open() {
        this.store.load(await ask(config.urls.rows));
        this.page.hidden = false;
        for (const plain of document.querySelectorAll("[data-grid-fallback]")) plain.hidden = true;
        this.view = new View(this.frame.querySelector("[data-grid]"), this.store);
        await this.view.open();
        this.build();
        this.begin();
    }

    build() {
        const { frame, store, view } = this;
        this.status = new Status(this.page, this);
        this.selection = new Selection(view, () => this.chosen());
        this.box = new Box(frame, view, this.selection, {
            mayEdit: () => this.mayEdit(),
            began: (text) => this.options.offer(this.target(), this.selection.column, text, 0),
            typed: (text) => this.options.offer(this.target(), this.selection.column, text),
        });
        this.options = new Options(frame, this.box, (value, label, summary) => this.choose(value, label, summary));
        this.history = new History(store, (change) => this.changed(change));
        this.saving = new Saving(store, {
            state: () => this.status.show(),
            settled: (lines) => this.settled(lines),
            revived: (line) => this.history.run([{ do: "add", line, stage: line.stage }]),
        });
        this.keeping = new Keeping(store, this.saving, `pcf-grid:${config.person}:${config.study}:`, {
            failed: () => this.status.complain(say("no_room")),
            adopted: () => this.adopted(),
        });
        this.following = new Following(store, this.saving, this.followed());
        this.figures = new Figures(store, (told, lines) => this.reckoned(told, lines));
        this.dragging = new Dragging(frame, view, this.selection, this.dragged());
        view.heard = () => this.selection.mend(0);
    }

    followed() {
        return {
            reached: (isReached) => this.status.reach(isReached),
            refused: (error) => this.status.stop({ status: error.status, message: error.message }),
            locked: (lock) => this.status.lock(lock),
            again: () => this.reload(),
            changed: (lines, isStructure) => {
                this.draw(lines, isStructure);
                this.figures.refresh();
            },
        };
    }

    dragged() {
        return {
            focus: () => this.box.focus(),
            leave: () => this.commit({}),
            mayEdit: () => config.mayEdit,
            moveTo: (target) => this.history.do(acts.move(this.store, this.selection.lines(), target)),
            fillDown: () => this.fillDown(),
        };
    }

    begin() {
        const { view, box } = this;
        const first = view.rows.find((row) => row.type !== "stage");
        const asked = /^#line-(\d+)$/.exec(window.location.hash);
        const row = asked && view.places.has(asked[1]) ? { id: asked[1] } : first;
        if (row) this.selection.set(row.id, 0);
        view.table.on("scrollVertical", () => this.scrolled());
        view.table.on("scrollHorizontal", () => this.scrolled());
        view.table.on("columnResized", () => this.scrolled());
        new ResizeObserver(() => this.scrolled()).observe(this.frame);
        view.holder.addEventListener("dblclick", () => this.edit());
        box.input.addEventListener("keydown", (event) => pressed(event, this));
        box.input.addEventListener("blur", () => this.left());
        box.input.addEventListener("focus", () => this.frame.classList.add("has-focus"));
        box.input.addEventListener("copy", (event) => this.copy(event));
        box.input.addEventListener("cut", (event) => this.copy(event, true));
        box.input.addEventListener("paste", (event) => this.paste(event));
        if (this.keeping.adopt() > 0) this.adopted();
        this.figures.refresh();
        this.status.show();
    }

    adopted() {
        this.draw([], true);
        this.status.announce(say("adopted"));
        this.saving.soon(0);
    }

    left() {
        this.frame.classList.remove("has-focus");
        this.leaving = false;
        this.commit({});
    }

    mayEdit() {
        const row = this.selection.active;
        return Boolean(row) && isOpen(row, this.selection.column) && !this.status.locked;
    }

    // The line under the box; of a blank row, what is known of the line that it would become.
    target() {
        const row = this.selection.active;
        const { kind } = this.store.stageOf(row.stage);
        const value = (field) => (row.type === "line" ? row.value(field) : "");
        return { value, stageKind: kind };
    }

    // Changes

    changed({ lines, isStructure }) {
        this.draw(lines, isStructure);
        this.keeping.keep();
        this.saving.soon();
    }

    async draw(lines, isStructure) {
        const place = this.view.places.get(this.selection.row) ?? 0;
        if (isStructure) {
            await this.view.rebuild();
            this.selection.mend(place);
        } else {
            this.view.refresh(lines);
            this.selection.paint();
        }
        this.scrolled();
        this.chosen();
    }

    settled(lines) {
        this.keeping.keep();
        const isMissing = [...lines].some((line) => this.store.byId.get(line.id) !== line);
        this.draw(lines, isMissing);
        this.figures.refresh();
        const marked = [...lines].filter((line) => Object.values(line.marks).some((mark) => mark.kind !== "other")).length;
        this.status.announce(marked > 0 ? say("marked", { number: marked }) : say("saved"));
    }

    reckoned(told, lines) {
        this.view.refresh(lines);
        this.selection.paint();
        if (told) this.status.total(told);
    }

    async reload() {
        if (this.store.unsaved() > 0) return this.following.soon();
        const fresh = new Store();
        fresh.load(await ask(config.urls.rows));
        Object.assign(this.store, fresh);
        return this.draw([], true);
    }

    // What the keys ask for

    edit() {
        const row = this.selection.active;
        if (!row || !this.mayEdit()) return this.status.announce(say("closed"));
        const text = row.type === "line" ? textOf(this.store, row, this.selection.column) : "";
        return this.box.begin(text, false);
    }

    giveUp() {
        this.options.close();
        this.box.end();
        this.chosen();
        return true;
    }

    commit({ down = 0, next = 0, move = null, fill = false }) {
        const { selection, store } = this;
        const { column } = selection;
        const row = selection.active;
        const chosen = column && column.kind === "choice" && this.options.isOpen ? this.options.current : null;
        const typed = this.box.end();
        const text = typed !== null && chosen ? chosen.dataset.label : typed;
        this.options.close();
        if (text !== null && row) {
            const isSame = !fill && row.type === "line" && text === textOf(store, row, column);
            const rows = fill ? this.view.rows.slice(selection.block.top, selection.block.bottom + 1).filter((each) => each.type === "line") : [row];
            const columns = fill ? selection.columns() : [column];
            if (!isSame) this.put(rows, columns, text);
        }
        if (down !== 0) selection.move(down, 0);
        if (next !== 0) selection.next(next);
        if (move) selection.move(...move);
    }

    // A value for cells; a blank row becomes a line, and stays the active one.
    put(rows, columns, text) {
        const done = columns.flatMap((column) => rows.flatMap((row) => acts.typed(this.store, row, column, text)));
        const made = done.find((act) => act.do === "add");
        this.do(done);
        if (made) this.selection.row = made.line.id;
    }

    do(list) {
        if (this.status.locked) this.status.announce(this.status.locked);
        else this.history.do(list);
    }

    choose(value, label, summary) {
        const { column } = this.selection;
        const row = this.selection.active;
        this.options.close();
        this.box.end();
        if (column.kind === "factor") {
            const id = Number(value);
            this.store.factors[id] ??= [label, summary, "", ""];
            this.do(acts.fillWith(this.store, [row], [column], id));
        } else {
            this.put([row], [column], column.key === "stage" ? label : value);
        }
        this.selection.move(1, 0);
        this.box.focus();
    }

    clear() {
        this.do(acts.clear(this.selection.lines(), this.selection.columns()));
    }

    fillDown() {
        const { selection, view } = this;
        const { top } = selection.block;
        const lines = selection.lines();
        // One cell alone takes what stands above it, as in a spreadsheet.
        const above = selection.isOne() ? view.rows[top - 1] : lines[0];
        if (!above || above.type !== "line") return;
        const targets = selection.isOne() && view.rows[top].type === "blank" ? [acts.newLine(this.store, view.rows[top].stage)] : null;
        if (targets) this.do([targets[0].act, ...acts.fillDown([targets[0].line], selection.columns(), above)]);
        else this.do(acts.fillDown(lines, selection.columns(), above));
    }

    undo() {
        if (!this.history.undo()) this.status.announce(say("nothing_to_undo"));
    }

    redo() {
        if (!this.history.redo()) this.status.announce(say("nothing_to_redo"));
    }

    copy(event, isCut = false) {
        if (this.box.isEditing) return;
        const rows = acts.copied(this.store, this.selection.lines(), this.selection.columns());
        if (rows.length === 0) return;
        event.clipboardData.setData("text/plain", textOfCells(rows));
        event.preventDefault();
        if (isCut) this.clear();
        this.status.announce(say("copied", { rows: rows.length, columns: rows[0].length }));
    }

    paste(event) {
        if (this.box.isEditing) return;
        event.preventDefault();
        const cells = pasted(event.clipboardData);
        if (!config.mayEdit || cells.length === 0) return;
        const found = acts.paste(this.store, this.view, this.selection, cells);
        const top = this.view.places.get(this.selection.row);
        this.do(found.acts);
        this.spanPasted(top, found);
        const said = { rows: found.height, skipped: found.skipped };
        this.status.announce(say(found.skipped > 0 ? "pasted_partly" : "pasted", said), found.skipped > 0);
    }

    async spanPasted(top, { height, width }) {
        await Promise.resolve();
        if (height > 0 && this.view.rows[top]) {
            this.selection.row = this.view.rows[top].id;
            this.selection.span(height, width);
        }
    }

    jump(down, right, extend) {
        this.selection.jump(down, right, extend, (row, column) => textOf(this.store, row, column) !== "");
    }

    edge(place, at, extend) {
        const rows = this.view.rows.filter((row) => row.type !== "stage");
        const row = rows.at(place);
        if (row) this.selection.set(row.id, at, extend);
    }

    tab(step) {
        if (this.leaving) return false;
        this.selection.next(step);
        return true;
    }

    // Escape lets go of the block, and lets the next Tab leave the grid.
    escape() {
        this.selection.set(this.selection.row, this.selection.at);
        this.leaving = true;
        this.status.announce(say("leaving"));
    }

    async removeRows() {
        const lines = this.selection.lines();
        if (lines.length === 0 || !config.mayEdit) return;
        const { legs, evidence } = this.store;
        const bound = lines.filter((line) => line.pk !== null && (legs[line.pk] || evidence[line.pk])).length;
        if (bound > 0 && !(await this.status.confirm(say("remove_bound", { number: bound })))) return;
        this.do(acts.remove(lines));
        this.status.announce(say("removed", { number: lines.length }));
    }

    insertRow() {
        const row = this.selection.active;
        if (!row || !config.mayEdit) return;
        const at = row.type === "line" ? this.store.stageOf(row.stage).lines.indexOf(row) : null;
        const made = acts.newLine(this.store, row.stage, at);
        this.selection.row = made.line.id;
        this.selection.other = null;
        this.do([made.act]);
    }

    // Move the chosen rows one place, over the ends of stages.
    shift(by) {
        const { selection, view, store } = this;
        const lines = selection.lines();
        if (lines.length === 0 || !config.mayEdit) return;
        const { top, bottom } = selection.block;
        const beside = by < 0 ? view.rows[top - 1] : view.rows[bottom + 1];
        if (!beside) return;
        const stages = store.stages;
        const here = stages.indexOf(store.stageOf(lines[0].stage));
        if (by < 0 && beside.type === "stage") {
            if (here > 0) this.do(acts.move(store, lines, stages[here - 1].blank));
        } else if (by > 0 && beside.type === "blank") {
            if (here < stages.length - 1) this.do(acts.move(store, lines, stages[here + 1].head));
        } else {
            const target = by < 0 ? beside : view.rows[bottom + 2];
            if (target) this.do(acts.move(store, lines, target.type === "stage" ? beside : target));
        }
    }

    openLine() {
        const row = this.selection.active;
        if (row && row.pk) window.location.assign(config.urls.line.replace("/0/", `/${row.pk}/`));
        else if (row && row.type === "blank") window.location.assign(`${config.urls.new}?stage=${row.stage}`);
    }

    // What is shown of the active cell

    chosen() {
        if (!this.box || this.selection.row === null) return;
        const row = this.selection.active;
        const { column, at } = this.selection;
        if (!row) return;
        this.leaving = false;
        const remark = remarkOf(this.store, row, column);
        const text = row.type === "line" ? textOf(this.store, row, column) : say("write_here");
        const label = `${column.label}：${text || say("empty")}`;
        this.box.describe(this.box.isEditing ? "" : `cell-${row.id}-${at}`, label, remark);
        this.status.cell(row, column, remark);
        this.scrolled();
    }

    // Once a frame, when the table has drawn what came into sight.
    scrolled() {
        if (!this.box || this.isPlacing) return;
        this.isPlacing = true;
        requestAnimationFrame(() => this.arrange());
    }

    arrange() {
        this.isPlacing = false;
        this.selection.paint();
        this.box.place();
        this.options.place();
        this.dragging.place();
    }
}
