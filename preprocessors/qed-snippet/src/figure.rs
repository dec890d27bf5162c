//! Pictures that a snippet prints between evcxr's markers.

const BEGIN: &str = "EVCXR_BEGIN_CONTENT ";
const END: &str = "EVCXR_END_CONTENT";

/// Takes the pictures out of what was printed. `Err` holds the line, counted from 0, of a marker without its counterpart.
pub(crate) fn take(stdout: &str) -> Result<(String, Vec<(String, String)>), usize> {
    let mut text = String::new();
    let mut figures = Vec::new();
    let mut open: Option<(usize, String, String)> = None;
    for (number, line) in stdout.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        if bare == END {
            let (_, media_type, content) = open.take().ok_or(number)?;
            figures.push((media_type, content));
        } else if let Some(media_type) = bare.strip_prefix(BEGIN) {
            if open.is_some() {
                return Err(number);
            }
            open = Some((number, media_type.trim().to_owned(), String::new()));
        } else if let Some((_, _, content)) = &mut open {
            content.push_str(line);
        } else {
            text.push_str(line);
        }
    }
    match open {
        Some((number, ..)) => Err(number),
        None => Ok((text, figures)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_taken_out_of_the_text() {
        let svg = || ("image/svg+xml".to_owned(), "<svg>\n</svg>\n".to_owned());
        let cases = [
            ("a\n", Ok(("a\n".to_owned(), vec![]))),
            (
                "a\nEVCXR_BEGIN_CONTENT image/svg+xml\n<svg>\n</svg>\nEVCXR_END_CONTENT\nb\n",
                Ok(("a\nb\n".to_owned(), vec![svg()])),
            ),
            ("EVCXR_BEGIN_CONTENT image/svg+xml\n<svg>\n", Err(0)),
            ("a\nEVCXR_END_CONTENT\n", Err(1)),
            ("EVCXR_BEGIN_CONTENT a/b\nEVCXR_BEGIN_CONTENT a/b\n", Err(1)),
        ];
        for (stdout, expected) in cases {
            assert_eq!(take(stdout), expected, "{stdout:?}");
        }
    }
}
