"use strict";
// Choosing a factor by typing. The markup and what it sends is described in templates/factors/_pick.html.

(() => {
    const WAIT_MS = 200;
    const pending = new WeakMap(); // box: { timer, controller }

    function parts(element) {
        const box = element.closest("[data-pick]");
        if (!box) return null;
        return {
            box,
            value: box.querySelector("[data-pick-value]"),
            input: box.querySelector("[role=combobox]"),
            list: box.querySelector("[role=listbox]"),
            note: box.querySelector("[data-pick-note]"),
        };
    }

    function unitOf(box) {
        const source = box.dataset.pickUnitFrom && document.getElementById(box.dataset.pickUnitFrom);
        return source ? source.value : box.dataset.pickUnit || "";
    }

    // What is known of the line, for the ranking: its unit, the kind of its stage, the study's year and region.
    function lineOf(box) {
        const source = box.dataset.pickStageFrom && document.getElementById(box.dataset.pickStageFrom);
        const stages = JSON.parse(box.dataset.pickStages || "{}");
        return {
            unit: unitOf(box),
            stage: source ? stages[source.value] || "" : box.dataset.pickStage || "",
            year: box.dataset.pickYear || "",
            region: box.dataset.pickRegion || "",
        };
    }

    function close(pick) {
        stop(pick.box);
        pick.list.hidden = true;
        pick.input.setAttribute("aria-expanded", "false");
        pick.input.removeAttribute("aria-activedescendant");
    }

    function stop(box) {
        const running = pending.get(box);
        if (!running) return;
        clearTimeout(running.timer);
        running.controller.abort();
        pending.delete(box);
    }

    function ask(pick, wait) {
        stop(pick.box);
        const controller = new AbortController();
        const timer = setTimeout(() => load(pick, controller.signal), wait);
        pending.set(pick.box, { timer, controller });
    }

    async function load(pick, signal) {
        const query = new URLSearchParams({ q: pick.input.value, ...lineOf(pick.box) });
        try {
            const response = await fetch(`${pick.box.dataset.pickUrl}?${query}`, { signal, headers: { "HX-Request": "true" } });
            if (!response.ok || response.redirected || response.headers.has("HX-Redirect")) throw new Error(String(response.status));
            show(pick, await response.text());
        } catch (error) {
            if (error.name !== "AbortError") show(pick, failure(pick).outerHTML);
        }
    }

    function failure(pick) {
        const text = document.createElement("p");
        text.className = "pick-empty";
        text.textContent = pick.box.dataset.pickFailed;
        return text;
    }

    function show(pick, html) {
        pick.list.innerHTML = html;
        options(pick).forEach((option, index) => { option.id = `${pick.list.id}-${index}`; });
        pick.list.hidden = false;
        pick.input.setAttribute("aria-expanded", "true");
        pick.input.removeAttribute("aria-activedescendant");
    }

    function options(pick) {
        return [...pick.list.querySelectorAll("[role=option]")];
    }

    function active(pick) {
        return pick.list.querySelector("[role=option][aria-selected=true]");
    }

    function activate(pick, option) {
        for (const other of options(pick)) other.setAttribute("aria-selected", String(other === option));
        pick.input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
    }

    function move(pick, step) {
        if (pick.list.hidden) return ask(pick, 0);
        const all = options(pick);
        if (all.length === 0) return undefined;
        const from = all.indexOf(active(pick));
        const start = from < 0 && step < 0 ? 0 : from;
        return activate(pick, all[(start + step + all.length) % all.length]);
    }

    function set(pick, id, note) {
        const changed = pick.value.value !== id;
        pick.value.value = id;
        pick.note.replaceChildren(...note);
        if (changed) pick.value.dispatchEvent(new Event("change", { bubbles: true }));
    }

    // A factor whose unit does not fit is asked about first, and says so beside the box afterwards.
    function isAsked(pick, option) {
        if (!("misfit" in option.dataset) || "asked" in option.dataset) return true;
        option.dataset.asked = "";
        const question = document.createElement("div");
        question.className = "small pick-ask";
        question.setAttribute("role", "alert");
        question.textContent = pick.box.dataset.pickAsk;
        option.append(question);
        activate(pick, option);
        return false;
    }

    function noteOf(option) {
        const summary = option.querySelector("[data-pick-summary]");
        const nodes = [...summary.childNodes].map((node) => node.cloneNode(true));
        const misfit = option.querySelector("[data-pick-misfit]");
        return misfit ? [...nodes, misfit.cloneNode(true)] : nodes;
    }

    function choose(pick, option) {
        if (!isAsked(pick, option)) return;
        pick.input.value = option.dataset.label;
        set(pick, option.dataset.value, noteOf(option));
        pick.input.removeAttribute("aria-invalid");
        close(pick);
        pick.input.focus();
    }

    document.addEventListener("input", (event) => {
        if (!event.target.matches("[data-pick] [role=combobox]")) return;
        const pick = parts(event.target);
        // What was typed is no longer the factor that was chosen.
        set(pick, "", []);
        ask(pick, event.isComposing ? 2 * WAIT_MS : WAIT_MS);
    });

    document.addEventListener("keydown", (event) => {
        if (!event.target.matches("[data-pick] [role=combobox]") || event.isComposing) return;
        const pick = parts(event.target);
        const option = active(pick);
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            move(pick, event.key === "ArrowDown" ? 1 : -1);
        } else if (event.key === "Enter" && !pick.list.hidden) {
            event.preventDefault();
            if (option) choose(pick, option);
        } else if (event.key === "Escape" && !pick.list.hidden) {
            event.stopPropagation();
            close(pick);
        } else if (event.key === "Tab") {
            close(pick);
        }
    });

    // The list takes the mouse before the box loses the focus and closes it.
    document.addEventListener("mousedown", (event) => {
        if (event.target.closest("[data-pick] [role=listbox]")) event.preventDefault();
    });

    document.addEventListener("click", (event) => {
        const option = event.target.closest("[data-pick] [role=option]");
        if (option) {
            choose(parts(option), option);
        } else if (event.target.matches("[data-pick] [role=combobox]")) {
            const pick = parts(event.target);
            if (pick.list.hidden) ask(pick, 0);
        }
    });

    document.addEventListener("focusout", (event) => {
        if (event.target.matches("[data-pick] [role=combobox]")) close(parts(event.target));
    });
})();
