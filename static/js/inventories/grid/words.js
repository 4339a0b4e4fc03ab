// The grid's texts and addresses, as the page hands them over.

const told = document.getElementById("grid-config");

export const config = told ? JSON.parse(told.textContent) : null;

export function say(name, values = {}) {
    return config.words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
}

// Formulas of gases with low digits, as the pages print them.
export function formulas(text) {
    return text.replaceAll("CO2", "CO₂").replaceAll("CH4", "CH₄").replaceAll("N2O", "N₂O");
}
