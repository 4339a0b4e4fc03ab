// The table on the screen: Tabulator draws the rows that are in sight, heads and filters; what a cell shows is ours.

import { columns, columnOf, fill, textOf } from "./columns.js";
import { config, say } from "./words.js";

const ROW_HEIGHT = 30;

export class View {
    constructor(element, store) {
        Object.assign(this, { element, store });
        this.elements = new Map(); // by a row's id, once it was drawn
        this.rows = []; // in sight of the filters, in their order
        this.places = new Map();
        this.columns = [];
    }

    open() {
        this.table = new window.Tabulator(this.element, {
            index: "id",
            height: "100%",
            rowHeight: ROW_HEIGHT,
            renderVerticalBuffer: 10 * ROW_HEIGHT,
            selectableRows: false,
            layout: "fitDataFill",
            columnDefaults: { headerSort: false, resizable: "header" },
            columns: this.definitions(false),
            data: this.store.rows(config.mayEdit),
            rowFormatter: (row) => this.dress(row),
            placeholder: say("no_rows"),
        });
        return new Promise((resolve) => {
            this.table.on("tableBuilt", () => {
                this.element.setAttribute("aria-label", say("grid"));
                this.element.setAttribute("aria-multiselectable", "true");
                this.holder = this.element.querySelector(".tabulator-tableholder");
                this.holder.tabIndex = -1;
                this.list(false);
                this.nameFilters();
                this.count();
                this.table.on("dataFiltered", () => queueMicrotask(() => this.count()));
                resolve();
            });
        });
    }

    // Tabulator listens to keys alone; an input method and the mouse write without any.
    nameFilters() {
        for (const { key, label } of this.columns.map(columnOf)) {
            const input = this.element.querySelector(`.tabulator-col[tabulator-field="${key}"] input`);
            const search = (event) => {
                if (!event.isComposing) input.dispatchEvent(new Event("search"));
            };
            input.setAttribute("aria-label", say("filter_by", { column: label }));
            input.addEventListener("input", search);
            input.addEventListener("compositionend", search);
        }
    }

    // The columns in sight.
    list(isAll) {
        this.isAll = isAll;
        this.columns = columns.filter((column) => isAll || !column.isAside).map((column) => column.key);
        this.element.setAttribute("aria-colcount", String(this.columns.length));
    }

    // Columns that stand aside are not made at all: hidden cells cost as much as others when a style changes.
    definitions(isAll) {
        const shown = columns.filter((column) => isAll || !column.isAside);
        return [this.handle(), ...shown.map((column) => this.column(column))];
    }

    // Show all columns, or put those aside that are seldom filled in. The filters begin anew.
    widen(isAll) {
        this.table.clearHeaderFilter();
        this.table.setColumns(this.definitions(isAll));
        this.list(isAll);
        this.nameFilters();
        for (const component of this.table.getRows()) component.reformat();
        this.count();
    }

    handle() {
        return { title: "", field: "handle", width: 38, frozen: true, resizable: false, cssClass: "cell-handle", formatter: (cell) => (cell.getData().type === "line" ? "⠿" : "") };
    }


    column({ key, label, help, width, isNumber }) {
        return {
            title: label,
            field: key,
            width,
            frozen: key === "name",
            hozAlign: isNumber ? "right" : "left",
            headerTooltip: help,
            headerHozAlign: isNumber ? "right" : "left",
            headerFilter: "input",
            headerFilterPlaceholder: say("filter"),
            headerFilterFunc: (wanted, _value, row) => this.matches(wanted, row, key),
            formatter: (cell) => fill(this.store, cell.getElement(), cell.getData(), columnOf(key)),
        };
    }

    matches(wanted, row, key) {
        if (row.type !== "line") return row.type === "stage";
        return textOf(this.store, row, columnOf(key)).toLowerCase().includes(String(wanted).trim().toLowerCase());
    }

    // A row was drawn: its class, its number for a screen reader, and where its element is.
    dress(component) {
        const row = component.getData();
        const element = component.getElement();
        this.elements.set(row.id, element);
        element.dataset.row = row.id;
        element.dataset.stage = row.stage;
        element.dataset.line = row.pk ?? "";
        element.classList.toggle("grid-stage", row.type === "stage");
        element.classList.toggle("grid-blank", row.type === "blank");
        element.setAttribute("aria-rowindex", String((this.places.get(row.id) ?? 0) + 2));
        for (const cell of element.children) {
            const at = this.columns.indexOf(cell.getAttribute("tabulator-field"));
            if (at < 0) continue;
            cell.id = `cell-${row.id}-${at}`;
            cell.setAttribute("aria-colindex", String(at + 1));
        }
    }

    // What is in sight of the filters, after rows came, went or moved.
    count() {
        const active = this.table.getRows("active");
        this.rows = active.map((component) => component.getData());
        this.components = new Map(active.map((component, index) => [this.rows[index].id, component]));
        this.places = new Map(this.rows.map((row, index) => [row.id, index]));
        this.element.setAttribute("aria-rowcount", String(this.rows.length + 1));
        if (this.heard) this.heard();
    }

    // Rows came, went or moved.
    async rebuild() {
        const { scrollTop, scrollLeft } = this.holder;
        await this.table.replaceData(this.store.rows(config.mayEdit));
        this.count();
        this.holder.scrollTop = scrollTop;
        this.holder.scrollLeft = scrollLeft;
    }

    // Rows say something else: those in sight at once, the others when they come into sight.
    refresh(rows) {
        for (const row of rows) {
            const element = this.elements.get(row.id);
            const component = this.components.get(row.id);
            if (element && element.isConnected) this.redraw(row, element);
            else if (component && element) component.reformat();
        }
    }

    redraw(row, element) {
        element.dataset.line = row.pk ?? "";
        for (const cell of element.children) {
            const column = columnOf(cell.getAttribute("tabulator-field"));
            if (column) cell.replaceChildren(fill(this.store, cell, row, column));
        }
    }

    cell(id, at) {
        const element = this.elements.get(id);
        return element && element.isConnected ? element.querySelector(`[tabulator-field="${this.columns[at]}"]`) : null;
    }

    // Bring a cell into sight; rows have one height, so its place is known before it is drawn.
    reveal(id, at) {
        const { holder } = this;
        const top = this.places.get(id) * ROW_HEIGHT;
        if (top < holder.scrollTop) holder.scrollTop = top;
        else if (top + ROW_HEIGHT > holder.scrollTop + holder.clientHeight) holder.scrollTop = top + ROW_HEIGHT - holder.clientHeight;
        const component = this.table.getColumn(this.columns[at]);
        if (component.getDefinition().frozen) return;
        const cell = this.cell(id, at);
        if (!cell) return;
        const frozen = [...cell.parentElement.querySelectorAll(".tabulator-frozen")].reduce((sum, each) => sum + each.offsetWidth, 0);
        const left = cell.offsetLeft;
        if (left - frozen < holder.scrollLeft) holder.scrollLeft = left - frozen;
        else if (left + cell.offsetWidth > holder.scrollLeft + holder.clientWidth) holder.scrollLeft = left + cell.offsetWidth - holder.clientWidth;
    }

    get page() {
        return Math.max(1, Math.floor(this.holder.clientHeight / ROW_HEIGHT) - 1);
    }

    isFiltered() {
        return this.table.getHeaderFilters().length > 0;
    }
}
