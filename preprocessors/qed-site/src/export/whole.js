// Stands before all else, and runs when the whole file was read: says why where the script at its end did not begin. It must run
// in browsers that cannot read that one.
addEventListener("DOMContentLoaded", function () {
  var opening = document.getElementById("opening");
  if (!opening || opening.className === "begun") return;
  opening.setAttribute("role", "alert");
  opening.textContent = document.getElementById("end")
    ? "This file holds a whole book. It needs a browser from 2023 or later, and this one is older."
    : "This file holds a book, but it is not whole: its end is missing, as when a download was cut. Get the file once more.";
});
