-- prosody for a thin line. What is not said here is prosody's default; sources in NOTES.md.
-- PORT, TLS_PORT, FOLDER and CERTIFICATE are put in by the benchmark.
pidfile = "FOLDER/prosody.pid"
data_path = "FOLDER/data"
log = { info = "FOLDER/prosody.log" }
interfaces = { "127.0.0.1" }
c2s_ports = { PORT }
c2s_direct_tls_ports = { TLS_PORT }
modules_disabled = { "s2s" }
modules_enabled = { "roster", "saslauth", "tls", "disco", "ping", "smacks", "csi", "csi_simple" }

ssl = { certificate = "CERTIFICATE/leaf.pem", key = "CERTIFICATE/key.pem", protocol = "tlsv1_3" }
c2s_direct_tls_ssl = { certificate = "CERTIFICATE/leaf.pem", key = "CERTIFICATE/key.pem", protocol = "tlsv1_3" }
-- For the bare figures only: without TLS a password in clear is refused otherwise.
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"

storage = { archive = "sql", muc_log = "sql" }
sql = { driver = "SQLite3", database = "FOLDER/archive.sqlite" }

smacks_hibernation_time = 86400
smacks_max_queue_size = 12000
smacks_max_unacked_stanzas = 10
smacks_max_inactive_unacked_stanzas = 10000
smacks_max_ack_delay = 600
max_archive_query_results = 250
limits = {}

VirtualHost "p"
    ssl = { certificate = "CERTIFICATE/leaf.pem", key = "CERTIFICATE/key.pem", protocol = "tlsv1_3" }

Component "c.p" "muc"
    modules_enabled = { "muc_mam" }
    restrict_room_creation = false
    muc_log_by_default = true
    muc_log_expires_after = "never"
    muc_room_default_persistent = true
    muc_room_default_public = false
    muc_room_default_history_length = 0
    storage_archive_item_limit = 100000
