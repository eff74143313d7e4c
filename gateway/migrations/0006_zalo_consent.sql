-- When Zalo last refused to renew the account's token: an administrator of the account must consent again.
ALTER TABLE zalo_token ADD COLUMN refused_at timestamptz;
