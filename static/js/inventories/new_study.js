"use strict";
// A new study: choosing a boundary brings the stages that it usually has, unless the reader has chosen some already.

(() => {
    const page = document.getElementById("new-study");
    if (!page) return;
    const boundary = page.querySelector("[name=boundary_type]");
    let chosen = false;

    page.addEventListener("change", async (event) => {
        if (event.target.name === "stages") chosen = true;
        if (event.target !== boundary || chosen) return;
        const query = new URLSearchParams({ boundary_type: boundary.value });
        const response = await fetch(`${page.dataset.stagesUrl}?${query}`, { headers: { "HX-Request": "true" } });
        if (!response.ok || response.redirected) return;
        const holder = document.createElement("div");
        holder.innerHTML = await response.text();
        page.querySelector("[name=stages]").closest("fieldset").replaceWith(holder.querySelector("fieldset"));
    });
})();
