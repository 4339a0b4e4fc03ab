// What is done with the mouse: choosing a block, dragging rows between stages, pulling values down by the handle.

const EDGE_PX = 28;

export class Dragging {
    constructor(frame, view, selection, heard) {
        Object.assign(this, { frame, view, selection, heard });
        this.handle = frame.querySelector("[data-grid-fill]");
        this.line = frame.querySelector("[data-grid-drop]");
        this.drag = null;
        view.holder.addEventListener("pointerdown", (event) => this.down(event));
        this.handle.addEventListener("pointerdown", (event) => this.downOnHandle(event));
        document.addEventListener("pointermove", (event) => this.moved(event));
        document.addEventListener("pointerup", () => this.up());
        document.addEventListener("pointercancel", () => this.stop());
    }

    // The row and column under the pointer.
    hit(event) {
        const element = document.elementFromPoint(event.clientX, event.clientY);
        const row = element && element.closest(".tabulator-row");
        if (!row || !this.view.holder.contains(row)) return null;
        const cell = element.closest("[tabulator-field]");
        const field = cell ? cell.getAttribute("tabulator-field") : null;
        return { row: row.dataset.row, at: this.view.columns.indexOf(field), isHandle: field === "handle" };
    }

    down(event) {
        const hit = this.hit(event);
        if (!hit || event.button === 2) return;
        event.preventDefault();
        const row = this.view.rows[this.view.places.get(hit.row)];
        if (!row || row.type === "stage") return this.heard.focus();
        this.heard.leave();
        if (hit.isHandle) {
            this.grip(hit, event.shiftKey);
        } else if (hit.at >= 0) {
            this.selection.set(hit.row, hit.at, event.shiftKey);
            this.drag = { kind: "block" };
        }
        this.heard.focus();
        return undefined;
    }

    // Rows are chosen by their handles, and dragged by the handle of a chosen one.
    grip(hit, extend) {
        const place = this.view.places.get(hit.row);
        const { top, bottom, left, right } = this.selection.block;
        const isChosen = place >= top && place <= bottom && left === 0 && right === this.view.columns.length - 1;
        if (!isChosen) {
            this.selection.set(hit.row, 0, extend);
            this.selection.selectRows();
        }
        this.drag = { kind: "rows", from: hit.row, target: null };
    }

    downOnHandle(event) {
        event.preventDefault();
        this.drag = { kind: "fill", target: null };
    }

    moved(event) {
        if (!this.drag) return;
        this.scroll(event);
        const hit = this.hit(event);
        if (!hit) return;
        if (this.drag.kind === "block" && hit.at >= 0) {
            if (!this.selection.other && hit.row === this.selection.row && hit.at === this.selection.at) return;
            this.selection.set(hit.row, hit.at, true);
        } else if (this.drag.kind === "rows" && hit.row !== this.drag.from) {
            this.aim(hit, event);
        } else if (this.drag.kind === "fill") {
            this.drag.target = hit.row;
            const { left, right } = this.selection.block;
            this.selection.set(this.selection.row, this.selection.at);
            this.selection.other = { row: hit.row, at: this.selection.at === left ? right : left };
            this.selection.paint();
        }
    }

    // Show before which row the dragged ones would stand.
    aim(hit) {
        const element = this.view.elements.get(hit.row);
        const rect = element.getBoundingClientRect();
        const frame = this.frame.getBoundingClientRect();
        const row = this.view.rows[this.view.places.get(hit.row)];
        this.drag.target = row;
        const y = row.type === "stage" ? rect.bottom : rect.top;
        this.line.hidden = false;
        this.line.style.top = `${y - frame.top}px`;
    }

    scroll(event) {
        const rect = this.view.holder.getBoundingClientRect();
        if (event.clientY < rect.top + EDGE_PX) this.view.holder.scrollTop -= EDGE_PX;
        else if (event.clientY > rect.bottom - EDGE_PX) this.view.holder.scrollTop += EDGE_PX;
    }

    up() {
        const { drag } = this;
        this.stop();
        if (!drag) return;
        if (drag.kind === "rows" && drag.target) this.heard.moveTo(drag.target);
        else if (drag.kind === "fill" && drag.target) this.heard.fillDown();
    }

    stop() {
        this.drag = null;
        this.line.hidden = true;
    }

    // The handle stands at the lower right corner of the block, where that is in sight.
    place() {
        const { bottom, right } = this.selection.block;
        const row = this.view.rows[bottom];
        const cell = row && this.selection.row !== null ? this.view.cell(row.id, right) : null;
        this.handle.hidden = !cell || !this.heard.mayEdit() || row.type !== "line";
        if (this.handle.hidden) return;
        const rect = cell.getBoundingClientRect();
        const frame = this.frame.getBoundingClientRect();
        const holder = this.view.holder.getBoundingClientRect();
        if (rect.bottom > holder.bottom || rect.bottom < holder.top || rect.right > holder.right) this.handle.hidden = true;
        this.handle.style.left = `${rect.right - frame.left - 5}px`;
        this.handle.style.top = `${rect.bottom - frame.top - 5}px`;
    }
}
