"use strict";
// The frame's behaviour: navigation on a phone, menus, dialogs, and forms that are neither sent twice nor lost.

(() => {
    const toggle = document.querySelector("[data-nav-toggle]");

    function openNavigation(open) {
        document.body.classList.toggle("nav-open", open);
        toggle.setAttribute("aria-expanded", String(open));
    }

    function closeMenus(except) {
        for (const menu of document.querySelectorAll("details.menu[open]")) {
            if (!menu.contains(except)) menu.open = false;
        }
    }

    document.addEventListener("click", (event) => {
        const target = event.target;
        closeMenus(target);
        if (toggle && toggle.contains(target)) {
            openNavigation(!document.body.classList.contains("nav-open"));
        } else if (toggle && !target.closest(".sidebar")) {
            openNavigation(false);
        }
        const opener = target.closest("[data-dialog]");
        if (opener) document.getElementById(opener.dataset.dialog).showModal();
        if (target.closest("[data-close]")) target.closest("dialog").close();
        const copier = target.closest("[data-copy]");
        if (copier) copy(copier);
    });

    document.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        const menu = document.querySelector("details.menu[open]");
        if (menu) {
            menu.open = false;
            menu.querySelector("summary").focus();
        } else if (toggle && document.body.classList.contains("nav-open")) {
            openNavigation(false);
            toggle.focus();
        }
    });

    async function copy(button) {
        const source = document.getElementById(button.dataset.copy);
        window.getSelection().selectAllChildren(source);
        // Browsers offer the clipboard on https and on this machine only; elsewhere the text stands selected.
        if (!navigator.clipboard) return;
        await navigator.clipboard.writeText(source.textContent.trim());
        button.textContent = button.dataset.copied;
    }

    // A form with unsaved changes asks before the page is left; a form that was sent is not sent a second time.
    const changed = new Set();

    document.addEventListener("input", (event) => {
        const form = event.target.form;
        if (form && form.matches("[data-guard]")) changed.add(form);
    });

    document.addEventListener("submit", (event) => {
        const form = event.target;
        if (event.defaultPrevented) return;
        if (form.dataset.sent) {
            event.preventDefault();
            return;
        }
        changed.delete(form);
        if (form.method === "post" && !form.hasAttribute("hx-post") && !form.target) {
            form.dataset.sent = "yes";
            form.setAttribute("aria-busy", "true");
            for (const button of form.querySelectorAll("[type=submit]")) button.classList.add("is-busy");
            // The answer may be a download, which leaves this page standing.
            setTimeout(() => release(form), 8000);
        }
    });

    function release(form) {
        delete form.dataset.sent;
        form.removeAttribute("aria-busy");
        for (const button of form.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
    }

    window.addEventListener("beforeunload", (event) => {
        if (changed.size > 0) event.preventDefault();
    });

    // Back in the browser brings a page out of its cache with the marks of a sent form.
    window.addEventListener("pageshow", () => {
        for (const form of document.querySelectorAll("form[data-sent]")) release(form);
    });

    // A fragment that could not be fetched says why: the server's own reason where it gave a page.
    const failure = document.getElementById("failure");

    function tell(event) {
        if (!failure) return;
        const page = new DOMParser().parseFromString(event.detail.xhr.responseText || "", "text/html");
        const reason = page.querySelector("#content p");
        if (reason) failure.querySelector("p").textContent = reason.textContent;
        failure.hidden = false;
        failure.scrollIntoView({ block: "nearest" });
    }

    document.addEventListener("htmx:responseError", tell);
    document.addEventListener("htmx:sendError", tell);

    // On a phone the open tab may lie outside of what is seen.
    const tab = document.querySelector(".tabs [aria-current]");
    if (tab) {
        // The list alone is moved: tabs may stand further down, and the page begins at its top.
        const list = tab.closest(".tabs");
        const [inner, outer] = [tab.getBoundingClientRect(), list.getBoundingClientRect()];
        list.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    }

    // After a refusal the reader is at the first field that needs attention.
    const invalid = document.querySelector("[aria-invalid=true]");
    if (invalid) invalid.focus();
})();
