// The cell that is worked on, and the block of cells around it; moved by keys and mouse, painted on what is in sight.

import { columnOf } from "./columns.js";

export class Selection {
    constructor(view, heard) {
        Object.assign(this, { view, heard });
        this.row = null; // id of the row of the active cell
        this.at = 0; // its column
        this.other = null; // the opposite corner: {row, at}
        this.painted = [];
    }

    get active() {
        return this.view.rows[this.view.places.get(this.row)] || null;
    }

    get column() {
        return columnOf(this.view.columns[this.at]);
    }

    // The block as places: rows from top to bottom, columns from left to right.
    get block() {
        const here = this.view.places.get(this.row) ?? 0;
        const there = this.view.places.get(this.other ? this.other.row : this.row) ?? here;
        const column = this.other ? this.other.at : this.at;
        return { top: Math.min(here, there), bottom: Math.max(here, there), left: Math.min(this.at, column), right: Math.max(this.at, column) };
    }

    // The lines of the block (no heads, no blank rows).
    lines() {
        const { top, bottom } = this.block;
        return this.view.rows.slice(top, bottom + 1).filter((row) => row.type === "line");
    }

    columns() {
        const { left, right } = this.block;
        return this.view.columns.slice(left, right + 1).map(columnOf);
    }

    isOne() {
        const { top, bottom, left, right } = this.block;
        return top === bottom && left === right;
    }

    set(row, at, extend = false) {
        if (extend && this.row !== null) {
            this.other = { row, at };
        } else {
            this.row = row;
            this.at = at;
            this.other = null;
        }
        this.view.reveal(row, at);
        this.paint();
        this.heard();
    }

    // Put the far corner without leaving the active cell.
    span(rows, columns) {
        const { top, left } = this.block;
        const last = this.view.rows[Math.min(top + rows - 1, this.view.rows.length - 1)];
        this.other = { row: last.id, at: Math.min(left + columns - 1, this.view.columns.length - 1) };
        this.paint();
    }

    selectRows() {
        const far = this.other ? this.other.row : this.row;
        this.at = 0;
        this.other = { row: far, at: this.view.columns.length - 1 };
        this.paint();
        this.heard();
    }

    selectAll() {
        const { rows } = this.view;
        this.row = rows[0].id;
        this.at = 0;
        this.other = { row: rows[rows.length - 1].id, at: this.view.columns.length - 1 };
        this.paint();
        this.heard();
    }

    move(down, right, extend = false) {
        const { view } = this;
        const from = extend && this.other ? this.other : { row: this.row, at: this.at };
        const step = Math.sign(down);
        let place = Math.min(Math.max((view.places.get(from.row) ?? 0) + down, 0), view.rows.length - 1);
        // Heads of stages are stepped over; where there is nothing behind them, the cell stays.
        while (step !== 0 && view.rows[place] && view.rows[place].type === "stage") place += step;
        if (!view.rows[place]) place = view.places.get(from.row) ?? 0;
        const at = Math.min(Math.max(from.at + right, 0), view.columns.length - 1);
        if (view.rows[place]) this.set(view.rows[place].id, at, extend);
    }

    // To the next cell in reading order, over the ends of rows.
    next(step) {
        const last = this.view.columns.length - 1;
        const isEnd = step > 0 ? this.at === last : this.at === 0;
        if (isEnd) this.move(step, step > 0 ? -last : last);
        else this.set(this.row, this.at + step);
    }

    // To where the filled cells end, or to the next filled one.
    jump(down, right, extend, isFilled) {
        const { view } = this;
        const from = extend && this.other ? this.other : { row: this.row, at: this.at };
        let place = view.places.get(from.row);
        let { at } = from;
        const inside = () => view.rows[place + down] && at + right >= 0 && at + right < view.columns.length;
        const filled = (row, column) => row && row.type === "line" && isFilled(row, columnOf(view.columns[column]));
        if (!inside()) return;
        const wanted = filled(view.rows[place + down], at + right);
        do {
            place += down;
            at += right;
        } while (inside() && filled(view.rows[place + down], at + right) === wanted);
        if (!wanted && inside()) {
            place += down;
            at += right;
        }
        const row = view.rows[place].type === "stage" ? view.rows[place + 1] || view.rows[place] : view.rows[place];
        this.set(row.id, at, extend);
    }

    // After rows came or went: the row that stands where the active one stood.
    mend(place) {
        const { view } = this;
        if (this.row !== null && view.places.has(this.row)) {
            if (this.other && !view.places.has(this.other.row)) this.other = null;
        } else {
            const row = view.rows.slice(place).find((each) => each.type !== "stage") || view.rows.findLast((each) => each.type !== "stage");
            this.row = row ? row.id : null;
            this.other = null;
        }
        this.paint();
    }

    paint() {
        for (const cell of this.painted) {
            cell.classList.remove("in-block", "is-active");
            cell.removeAttribute("aria-selected");
        }
        this.painted = [];
        if (this.row === null) return;
        const { top, bottom, left, right } = this.block;
        for (const element of this.view.holder.querySelectorAll(".tabulator-row")) {
            const place = this.view.places.get(element.dataset.row);
            if (place === undefined || place < top || place > bottom) continue;
            this.paintRow(element, left, right);
        }
    }

    paintRow(element, left, right) {
        for (const cell of element.children) {
            const at = this.view.columns.indexOf(cell.getAttribute("tabulator-field"));
            if (at < left || at > right) continue;
            cell.classList.add("in-block");
            cell.classList.toggle("is-active", element.dataset.row === this.row && at === this.at);
            cell.setAttribute("aria-selected", "true");
            this.painted.push(cell);
        }
    }
}
