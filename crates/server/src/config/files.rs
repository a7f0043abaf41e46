//! Where files lie, what is taken, and who looks at it.

use super::{File, PREFIX, Profile, text_or_file};
use domain::attachment::{DEFAULT_MAX_BYTES, DEFAULT_TYPES, Kind};
use std::fmt;
use std::path::{Path, PathBuf};
use storage::{ClamdAddress, Encryption, S3Settings};

/// Everything about files.
#[derive(Debug, Clone)]
pub struct Files {
    /// `LOTSE_STORE` and what belongs to it
    pub store: FileStore,
    /// `LOTSE_CLAMD`: who looks for viruses
    pub clamd: Option<ClamdAddress>,
    /// `LOTSE_ALLOW_UNSCANNED`: whether files go out that nobody looks at, where there is no scanner
    pub allow_unscanned: bool,
    /// `LOTSE_UPLOAD_MAX_BYTES`
    pub max_bytes: u64,
    /// `LOTSE_UPLOAD_TYPES`
    pub kinds: Vec<Kind>,
}

impl Files {
    /// Whether anything can be uploaded: what nobody looks at and nobody may have is of no use.
    #[must_use]
    pub const fn enabled(&self) -> bool {
        self.clamd.is_some() || self.allow_unscanned
    }

    /// Whether files go out that nobody looked at. With a scanner none does, not even while it is away.
    #[must_use]
    pub const fn serves_unscanned(&self) -> bool {
        self.clamd.is_none() && self.allow_unscanned
    }
}

/// Where files lie.
#[derive(Clone)]
pub enum FileStore {
    /// In a folder.
    Directory(PathBuf),
    /// In a bucket.
    S3(Box<S3Settings>),
}

impl fmt::Debug for FileStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Directory(_) => "Directory",
            Self::S3(_) => "S3",
        })
    }
}

pub(super) fn read(values: &mut File, profile: Profile, data_dir: &Path, errors: &mut Vec<String>) -> Option<Files> {
    let store = store(values, data_dir, errors);
    let clamd = values
        .clamd
        .as_deref()
        .and_then(|text| text.parse().map_err(|error| errors.push(format!("{PREFIX}CLAMD: {text:?} {error}"))).ok());
    // The demo shows what there is. For work somebody has to say so.
    let allow_unscanned =
        switch("ALLOW_UNSCANNED", values.allow_unscanned.as_deref(), profile == Profile::Demo, errors);
    let max_bytes = values.upload_max_bytes.unwrap_or(DEFAULT_MAX_BYTES);
    if !(1..=MOST_BYTES).contains(&max_bytes) {
        errors.push(format!("{PREFIX}UPLOAD_MAX_BYTES: has to be between 1 and {MOST_BYTES}"));
    }
    let mut kinds = Vec::new();
    let types = values.upload_types.as_deref().unwrap_or(DEFAULT_TYPES);
    for name in types.split([',', ' ']).filter(|name| !name.is_empty()) {
        match Kind::of_type(name) {
            Some(kind) => kinds.push(kind),
            None => errors.push(format!("{PREFIX}UPLOAD_TYPES: {name:?} is no type that Lotse knows")),
        }
    }
    Some(Files { store: store?, clamd, allow_unscanned, max_bytes, kinds })
}

/// One file in one upload to a bucket (Amazon S3, "Uploading objects").
const MOST_BYTES: u64 = 5 * 1024 * 1024 * 1024;

fn store(values: &mut File, data_dir: &Path, errors: &mut Vec<String>) -> Option<FileStore> {
    match values.store.as_deref() {
        None | Some("directory") => {
            let folder = values.store_dir.as_deref().map_or_else(|| data_dir.join("files"), PathBuf::from);
            Some(FileStore::Directory(folder))
        }
        Some("s3") => bucket(values, errors).map(|settings| FileStore::S3(Box::new(settings))),
        Some(other) => {
            errors.push(format!("{PREFIX}STORE: {other:?} is none of directory, s3"));
            None
        }
    }
}

fn bucket(values: &mut File, errors: &mut Vec<String>) -> Option<S3Settings> {
    let access_key =
        text_or_file("S3_ACCESS_KEY", values.s3_access_key.take(), values.s3_access_key_file.take(), errors);
    let secret_key =
        text_or_file("S3_SECRET_KEY", values.s3_secret_key.take(), values.s3_secret_key_file.take(), errors);
    let (region, name) = (values.s3_region.take(), values.s3_bucket.take());
    let present = [
        ("S3_REGION", region.is_some()),
        ("S3_BUCKET", name.is_some()),
        ("S3_ACCESS_KEY", access_key.is_some()),
        ("S3_SECRET_KEY", secret_key.is_some()),
    ];
    for (setting, _) in present.iter().filter(|(_, there)| !there) {
        errors.push(format!("{PREFIX}{setting}: needed with {PREFIX}STORE=s3"));
    }
    let endpoint = values.s3_endpoint.take();
    if let Some(endpoint) =
        endpoint.as_deref().filter(|url| !url.starts_with("http://") && !url.starts_with("https://"))
    {
        errors.push(format!("{PREFIX}S3_ENDPOINT: {endpoint:?} begins with neither https:// nor http://"));
    }
    let outside = switch("S3_OUTSIDE_EU", values.s3_outside_eu.as_deref(), false, errors);
    if let Some(region) = region.as_deref().filter(|region| !outside && !may_be_in_eu(region, endpoint.as_deref())) {
        errors.push(format!(
            "{PREFIX}S3_REGION: {region:?} is outside of the EU; {PREFIX}S3_OUTSIDE_EU=on says that this is meant"
        ));
    }
    let path_style = switch("S3_PATH_STYLE", values.s3_path_style.as_deref(), false, errors);
    let redirect = switch("S3_REDIRECT", values.s3_redirect.as_deref(), false, errors);
    let encryption = match values.s3_encryption.as_deref() {
        None | Some("bucket") => Encryption::AsBucket,
        Some("AES256") => Encryption::StoreKey,
        Some("aws:kms") => Encryption::KeyService(values.s3_kms_key.take()),
        Some(other) => {
            errors.push(format!("{PREFIX}S3_ENCRYPTION: {other:?} is none of bucket, AES256, aws:kms"));
            Encryption::AsBucket
        }
    };
    Some(S3Settings {
        endpoint,
        region: region?,
        bucket: name?,
        path_style,
        encryption,
        access_key: access_key?,
        secret_key: secret_key?,
        redirect,
    })
}

/// Amazon names its regions after where they are, and others who follow it do so too. A region of another name at
/// another store says nothing, and is taken at its operator's word.
fn may_be_in_eu(region: &str, endpoint: Option<&str>) -> bool {
    const ELSEWHERE: [&str; 9] = ["us-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "cn-", "mx-"];
    // In Europe and not in the union.
    const NEARLY: [&str; 2] = ["eu-west-2", "eu-central-2"];
    let amazon = endpoint.is_none_or(|url| url.contains("amazonaws."));
    if amazon {
        return region.starts_with("eu-") && !NEARLY.contains(&region);
    }
    !ELSEWHERE.iter().any(|begin| region.starts_with(begin))
}

fn switch(name: &str, text: Option<&str>, usual: bool, errors: &mut Vec<String>) -> bool {
    match text {
        None => usual,
        Some("on") => true,
        Some("off") => false,
        Some(other) => {
            errors.push(format!("{PREFIX}{name}: {other:?} is none of on, off"));
            usual
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_outside_of_the_union_are_told() {
        for inside in ["eu-central-1", "eu-west-1", "eu-north-1"] {
            assert!(may_be_in_eu(inside, None), "{inside}");
        }
        for outside in ["us-east-1", "eu-west-2", "eu-central-2", "garage", ""] {
            assert!(!may_be_in_eu(outside, None), "{outside}");
        }
        let own = Some("https://s3.example.org");
        assert!(may_be_in_eu("garage", own) && may_be_in_eu("fsn1", own) && may_be_in_eu("fr-par", own));
        assert!(!may_be_in_eu("us-east-1", own) && !may_be_in_eu("garage", Some("https://s3.amazonaws.com")));
    }
}
