# Whether a build failed because a package could not be fetched here: the machine's fault. Anything else is the code's.
unfetched() {
  grep -qiE 'could not (resolve|transfer|find artifact)|dial tcp|no such host|forbidden|404 not found' "$1"
}
