"use strict";
// The form of a composite factor: parts that are added, boxes that only some origins or phases ask for.

(() => {
    const form = document.getElementById("composite-form");
    if (!form) return;
    const parts = document.getElementById("parts");
    const template = document.getElementById("part-template");
    const total = form.querySelector("[name=parts-TOTAL_FORMS]");
    const adder = form.querySelector("[data-add-part]");

    function show() {
        for (const part of form.querySelectorAll("[data-part]")) {
            const role = part.querySelector("[name$='-role']").value;
            for (const box of part.querySelectorAll("[data-role]")) {
                box.hidden = !box.dataset.role.split(" ").includes(role);
            }
        }
        const phase = form.querySelector("[name=phase]:checked");
        for (const box of form.querySelectorAll("[data-supply]")) {
            box.hidden = !phase || phase.value !== "split";
        }
    }

    // A name that was only proposed for an origin follows when another is chosen.
    function rename(select) {
        const labels = Array.from(select.options, (option) => option.text);
        const name = select.closest("[data-part]").querySelector("[name$='-name']");
        if (name.value === "" || labels.includes(name.value)) name.value = select.selectedOptions[0].text;
    }

    form.addEventListener("change", (event) => {
        if (event.target.name.endsWith("-role")) rename(event.target);
        show();
    });

    if (adder) {
        adder.hidden = false;
        adder.addEventListener("click", () => {
            const holder = document.createElement("div");
            holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
            const part = holder.firstElementChild;
            parts.append(part);
            total.value = String(Number(total.value) + 1);
            show();
            part.querySelector("select").focus();
        });
    }

    show();
})();
