// The list under the box: factors that the search offers, or the few values of a column. Chosen by keys or mouse.

import { config, say } from "./words.js";

const WAIT_MS = 150;

export class Options {
    constructor(frame, box, chosen) {
        Object.assign(this, { frame, box, chosen });
        this.list = frame.querySelector("[data-grid-options]");
        // The box keeps the focus.
        this.list.addEventListener("mousedown", (event) => event.preventDefault());
        this.list.addEventListener("click", (event) => {
            const option = event.target.closest("[role=option]");
            if (option) this.choose(option);
        });
    }

    get isOpen() {
        return !this.list.hidden;
    }

    close() {
        clearTimeout(this.timer);
        if (this.controller) this.controller.abort();
        this.controller = null;
        this.list.hidden = true;
        this.list.replaceChildren();
        this.box.input.setAttribute("aria-expanded", "false");
    }

    // What the active cell may become, for the text in the box.
    offer(line, column, text, wait = WAIT_MS) {
        clearTimeout(this.timer);
        if (column.kind === "choice") return this.showChoices(column, text);
        if (column.kind !== "factor") return undefined;
        this.timer = setTimeout(() => this.search(line, text), wait);
        return undefined;
    }

    showChoices(column, text) {
        // What stands there already is no search: all values are offered, that one marked.
        const standing = column.choices.findIndex(([, label]) => label === text.trim());
        const wanted = standing >= 0 ? "" : text.trim();
        const fitting = column.choices.filter(([key, label]) => label.includes(wanted) || String(key) === wanted);
        this.show((fitting.length > 0 ? fitting : column.choices).map(([key, label]) => {
            const option = document.createElement("div");
            option.className = "pick-option";
            option.setAttribute("role", "option");
            option.dataset.value = key;
            option.dataset.label = label;
            option.textContent = label || say("none");
            return option;
        }));
        if (wanted) this.step(1);
        else if (standing >= 0) this.mark(this.options[standing]);
    }

    async search(line, text) {
        if (this.controller) this.controller.abort();
        this.controller = new AbortController();
        const query = new URLSearchParams({ q: text, unit: line.value("unit") || "kg", stage: line.stageKind, year: config.year, region: config.region });
        try {
            const response = await fetch(`${config.urls.pick}?${query}`, { signal: this.controller.signal, headers: { "HX-Request": "true" } });
            if (!response.ok || response.redirected || response.headers.has("HX-Redirect")) throw new TypeError(String(response.status));
            const holder = document.createElement("div");
            holder.innerHTML = await response.text();
            this.show([...holder.children]);
        } catch (error) {
            if (error.name === "AbortError") return;
            if (!(error instanceof TypeError)) throw error;
            const said = document.createElement("p");
            said.className = "pick-empty";
            said.textContent = say("search_failed");
            this.show([said]);
        }
    }

    show(nodes) {
        this.list.replaceChildren(...nodes);
        this.options.forEach((option, index) => { option.id = `grid-option-${index}`; });
        this.list.hidden = false;
        this.box.input.setAttribute("aria-expanded", "true");
        this.place();
    }

    place() {
        if (!this.isOpen) return;
        const { input } = this.box;
        const { style } = this.list;
        const below = this.frame.clientHeight - input.offsetTop - input.offsetHeight;
        const isAbove = below < 220 && input.offsetTop > below;
        style.left = `${Math.max(0, Math.min(input.offsetLeft, this.frame.clientWidth - this.list.offsetWidth - 8))}px`;
        style.top = isAbove ? "auto" : `${input.offsetTop + input.offsetHeight}px`;
        style.bottom = isAbove ? `${this.frame.clientHeight - input.offsetTop}px` : "auto";
        style.maxHeight = `${Math.max(140, (isAbove ? input.offsetTop : below) - 8)}px`;
    }

    get options() {
        return [...this.list.querySelectorAll("[role=option]")];
    }

    get current() {
        return this.list.querySelector("[role=option][aria-selected=true]");
    }

    step(by) {
        const all = this.options;
        if (all.length === 0) return;
        const from = all.indexOf(this.current);
        this.mark(all[((from < 0 && by < 0 ? 0 : from) + by + all.length) % all.length]);
    }

    mark(option) {
        for (const other of this.options) other.setAttribute("aria-selected", String(other === option));
        this.box.input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
    }

    // A factor whose unit does not fit is asked about first, as in the form.
    choose(option) {
        if ("misfit" in option.dataset && !("asked" in option.dataset)) {
            option.dataset.asked = "";
            const question = document.createElement("div");
            question.className = "small pick-ask";
            question.setAttribute("role", "alert");
            question.textContent = say("misfit");
            option.append(question);
            this.mark(option);
            return;
        }
        const { value, label } = option.dataset;
        const summary = option.querySelector("[data-pick-summary]");
        this.chosen(value, label, summary ? summary.textContent.replace(/\s+/g, " ").trim() : "");
    }
}
