"use strict";
// The form of a line: boxes that belong to one kind or basis only, and legs that are added and taken away.

(() => {
    const form = document.getElementById("line-form");
    if (!form) return;
    const legs = document.getElementById("legs");
    const template = document.getElementById("leg-template");
    const total = form.querySelector("[name=legs-TOTAL_FORMS]");
    const adder = form.querySelector("[data-add-leg]");

    function chosen(name) {
        const checked = form.querySelector(`[name=${name}]:checked`);
        return checked ? checked.value : "";
    }

    function show() {
        for (const part of form.querySelectorAll("[data-when]")) {
            part.hidden = !part.dataset.when.split(" ").every((condition) => {
                const [name, value] = condition.split(":");
                return chosen(name) === value;
            });
        }
    }

    function addLeg() {
        const number = total.value;
        const holder = document.createElement("div");
        holder.innerHTML = template.innerHTML.replaceAll("__prefix__", number);
        const leg = holder.firstElementChild;
        // The goods go on from where the leg before has brought them.
        const before = [...legs.querySelectorAll("[data-leg]:not(.leg-removed)")].pop();
        const origin = leg.querySelector("[name$='-origin']");
        if (before) origin.value = before.querySelector("[name$='-destination']").value;
        legs.append(leg);
        total.value = String(Number(number) + 1);
        (origin.value ? leg.querySelector("[name$='-destination']") : origin).focus();
    }

    function changed(element) {
        element.dispatchEvent(new Event("change", { bubbles: true }));
    }

    form.addEventListener("change", (event) => {
        if (event.target.name === "kind" || event.target.name === "basis") show();
        if (!event.target.name.endsWith("-DELETE")) return;
        const leg = event.target.closest("[data-leg]");
        // A leg that was never saved is simply gone; a saved one stays in sight until the line is saved.
        const saved = leg.querySelector("[name$='-leg']").value !== "";
        if (!saved && event.target.checked) leg.classList.add("leg-removed");
    });

    if (adder) {
        adder.hidden = false;
        adder.addEventListener("click", () => {
            addLeg();
            changed(total);
        });
    }

    show();
})();
