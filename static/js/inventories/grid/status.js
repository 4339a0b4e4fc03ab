// The bar above the grid: whether everything is saved, the total, what is to be said of the active cell, and buttons.

import { config, formulas, say } from "./words.js";

export class Status {
    constructor(page, grid) {
        this.page = page;
        this.grid = grid;
        this.isOffline = false;
        this.locked = config.lock;
        this.part = (name) => page.querySelector(`[data-grid-${name}]`);
        page.addEventListener("click", (event) => this.clicked(event));
        window.addEventListener("offline", () => this.reach(false));
    }

    clicked(event) {
        const button = event.target.closest("[data-grid-do]");
        if (!button) return;
        const { grid } = this;
        const does = {
            undo: () => grid.undo(),
            redo: () => grid.redo(),
            insert: () => grid.insertRow(),
            remove: () => grid.removeRows(),
            fill: () => grid.fillDown(),
            open: () => grid.openLine(),
            next: () => this.nextMarked(),
            mine: () => this.resolve(true),
            theirs: () => this.resolve(false),
            again: () => this.again(),
            widen: () => this.widen(button),
        };
        does[button.dataset.gridDo]();
        grid.box.focus();
    }

    widen(button) {
        const { view, selection } = this.grid;
        const key = view.columns[selection.at];
        view.widen(!view.isAll);
        button.setAttribute("aria-pressed", String(view.isAll));
        selection.at = Math.max(0, view.columns.indexOf(key));
        selection.other = null;
        this.grid.chosen();
    }

    // Whether the server is reached; coming back sends what waited.
    reach(isReached) {
        if (this.isOffline !== isReached) return;
        this.isOffline = !isReached;
        if (isReached) this.grid.saving.soon(0);
        this.show();
    }

    stop(stopped) {
        this.grid.saving.stopped = stopped;
        this.show();
    }

    lock(text) {
        if (this.locked === text) return;
        this.locked = text;
        this.show();
    }

    again() {
        this.grid.saving.stopped = null;
        this.grid.saving.soon(0);
    }

    show() {
        const { saving, store } = this.grid;
        if (!saving) return;
        const number = store.unsaved();
        const waiting = store.lines().reduce((sum, line) => sum + line.held.size + (line.marks[""] && line.marks[""].kind !== "other" ? 1 : 0), 0);
        const state = this.state(saving, number, waiting);
        const place = this.part("state");
        const text = say(`state_${state}`, { number, message: saving.stopped ? saving.stopped.message : this.locked });
        if (place.textContent !== text) place.textContent = text;
        place.dataset.state = state;
        this.part("retry").hidden = !["stopped", "signed_out"].includes(state);
        const marked = this.part("marked");
        marked.hidden = waiting === 0;
        marked.textContent = say("cells_marked", { number: waiting });
    }

    state(saving, number, waiting) {
        if (saving.stopped) return saving.stopped.status === 401 || saving.stopped.status === 403 ? "signed_out" : "stopped";
        if (this.isOffline || saving.failures > 0) return "offline";
        if (this.locked) return "locked";
        if (saving.isBusy || number > waiting) return saving.isBusy || this.grid.store.queue.size > 0 ? "saving" : "waiting";
        return number > 0 ? "waiting" : "saved";
    }

    total(told) {
        this.part("total").textContent = told.total ? `${told.total} ${formulas(told.unit)}` : "—";
        const problems = this.part("problems");
        problems.hidden = told.errors === 0;
        problems.textContent = say("problems", { number: told.errors });
        const elsewhere = this.part("elsewhere");
        elsewhere.replaceChildren(...told.elsewhere.map(({ reason, url }) => {
            const link = document.createElement("a");
            link.href = url;
            link.textContent = formulas(reason);
            const item = document.createElement("li");
            item.append(link);
            return item;
        }));
        elsewhere.hidden = told.elsewhere.length === 0;
    }

    // What is to be said of the active cell, and the choice where two people wrote into it.
    cell(row, column, remark) {
        const place = this.part("cell");
        const mark = row.type === "line" ? row.marks[column.key] || (column.key === "name" ? row.marks[""] : null) : null;
        const extra = row.type === "line" && column.key === "check" ? this.grid.view.cell(row.id, this.grid.selection.at)?.textContent : "";
        place.textContent = remark || extra || column.help || "";
        place.classList.toggle("is-wrong", Boolean(mark && mark.kind !== "other"));
        const isChoice = Boolean(mark) && ["conflict", "gone"].includes(mark.kind);
        this.part("choice").hidden = !isChoice;
        if (!isChoice) return;
        const isGone = mark.kind === "gone";
        this.part("mine").textContent = isGone ? say("restore") : say("keep_mine", { value: this.shown(row, column, row.value(column.key)) });
        this.part("theirs").textContent = isGone ? say("let_go") : say("take_theirs", { value: this.shown(row, column, mark.current) });
    }

    shown(row, column, value) {
        if (value === null || value === undefined || value === "") return say("empty");
        if (column.key === "factor" && typeof value === "number") return this.grid.store.factors[value]?.[0] || `#${value}`;
        const choice = (column.choices || []).find(([key]) => key === String(value));
        return choice ? choice[1] : String(value);
    }

    resolve(isMine) {
        const { grid } = this;
        const row = grid.selection.active;
        const field = grid.selection.column.key;
        if (row.marks[""] && row.marks[""].kind === "gone") this.resolveGone(row, isMine);
        else this.resolveCell(row, field, isMine);
        grid.draw([row], true);
        grid.keeping.keep();
        grid.saving.soon(0);
    }

    resolveCell(row, field, isMine) {
        const { current } = row.marks[field];
        delete row.marks[field];
        row.held.delete(field);
        row.base[field] = current;
        if (isMine) {
            row.seen[field] = current;
            row.dirty.add(field);
        } else {
            row.settle(field);
        }
        this.grid.store.queue.add(row);
    }

    resolveGone(row, isMine) {
        const { store, history } = this.grid;
        if (isMine) {
            row.isGone = true;
            row.pk = null;
            const stage = row.stage;
            const at = store.detach(row);
            history.run([{ do: "add", line: row, stage, at }]);
        } else {
            store.drop(row);
            row.forget();
        }
    }

    // To the next cell that waits for the person, else the next line with something in its way.
    nextMarked() {
        const { view, selection } = this.grid;
        const start = (view.places.get(selection.row) ?? 0) + 1;
        const rows = [...view.rows.slice(start), ...view.rows.slice(0, start)].filter((row) => row.type === "line");
        const isMarked = (row) => Object.values(row.marks).some((mark) => mark.kind !== "other");
        const row = rows.find(isMarked) || rows.find((each) => each.obstacles);
        if (!row) return;
        const field = Object.keys(row.marks).find((key) => row.marks[key].kind !== "other");
        const key = field === undefined ? "check" : field || "name";
        selection.set(row.id, Math.max(0, view.columns.indexOf(key)));
    }

    announce(text, isLoud = false) {
        this.part("said").textContent = text;
        if (isLoud) this.complain(text);
    }

    complain(text) {
        const place = this.part("complaint");
        place.textContent = text;
        place.hidden = false;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => { place.hidden = true; }, 8000);
    }

    confirm(question) {
        const dialog = this.part("dialog");
        this.part("question").textContent = question;
        dialog.showModal();
        return new Promise((resolve) => {
            dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
        });
    }
}

