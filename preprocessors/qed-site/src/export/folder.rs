//! The site's folder as a zip.

use std::io::{self, Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use crate::Site;

/// The folder of a site as a zip, in a folder `name` of its own, so that it unpacks to one place. The same site gives the same
/// bytes: its files have the date from which zips count, and the rights that everybody's files have.
///
/// # Errors
/// Where the site is too large for a zip.
pub fn folder(site: &Site, name: &str) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in &site.files {
        zip.start_file(format!("{name}/{path}"), options())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// How a file stands in a zip: the same each time.
pub(super) fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}
