//! Temperatures in other units.

// ANCHOR: kelvin
/// Kelvin from degrees Celsius.
pub fn kelvin(celsius: f64) -> f64 {
    celsius + 273.15
}
// ANCHOR_END: kelvin
