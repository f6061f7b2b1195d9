-- A database of MLflow 3.13.0 (alembic revision da6fb0208061), made by its own client and server.
-- The schema as SQLite keeps it, then the rows.
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE assessments (
	assessment_id VARCHAR(50) NOT NULL,
	trace_id VARCHAR(50) NOT NULL,
	name VARCHAR(250) NOT NULL,
	assessment_type VARCHAR(20) NOT NULL,
	value TEXT NOT NULL,
	error TEXT,
	created_timestamp BIGINT NOT NULL,
	last_updated_timestamp BIGINT NOT NULL,
	source_type VARCHAR(50) NOT NULL,
	source_id VARCHAR(250),
	run_id VARCHAR(32),
	span_id VARCHAR(50),
	rationale TEXT,
	overrides VARCHAR(50),
	valid BOOLEAN NOT NULL,
	assessment_metadata TEXT,
	CONSTRAINT assessments_pk PRIMARY KEY (assessment_id),
	CONSTRAINT fk_assessments_trace_id FOREIGN KEY(trace_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE TABLE budget_policies (
	budget_policy_id VARCHAR(36) NOT NULL,
	budget_unit VARCHAR(32) NOT NULL,
	budget_amount FLOAT NOT NULL,
	duration_unit VARCHAR(32) NOT NULL,
	duration_value INTEGER NOT NULL,
	target_scope VARCHAR(32) NOT NULL,
	budget_action VARCHAR(32) NOT NULL,
	created_by VARCHAR(255),
	created_at BIGINT NOT NULL,
	last_updated_by VARCHAR(255),
	last_updated_at BIGINT NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT budget_policies_pk PRIMARY KEY (budget_policy_id)
);
CREATE TABLE "datasets" (
	dataset_uuid VARCHAR(36) NOT NULL,
	experiment_id INTEGER NOT NULL,
	name VARCHAR(500) NOT NULL,
	digest VARCHAR(36) NOT NULL,
	dataset_source_type VARCHAR(36) NOT NULL,
	dataset_source TEXT NOT NULL,
	dataset_schema TEXT,
	dataset_profile TEXT,
	CONSTRAINT dataset_pk PRIMARY KEY (experiment_id, name, digest),
	CONSTRAINT fk_datasets_experiment_id_experiments FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE
);
CREATE TABLE endpoint_bindings (
	endpoint_id VARCHAR(36) NOT NULL,
	resource_type VARCHAR(50) NOT NULL,
	resource_id VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	created_by VARCHAR(255),
	last_updated_at BIGINT NOT NULL,
	last_updated_by VARCHAR(255), display_name VARCHAR(255),
	CONSTRAINT endpoint_bindings_pk PRIMARY KEY (endpoint_id, resource_type, resource_id),
	CONSTRAINT fk_endpoint_bindings_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE CASCADE
);
CREATE TABLE endpoint_model_mappings (
	mapping_id VARCHAR(36) NOT NULL,
	endpoint_id VARCHAR(36) NOT NULL,
	model_definition_id VARCHAR(36) NOT NULL,
	weight FLOAT NOT NULL,
	created_by VARCHAR(255),
	created_at BIGINT NOT NULL, linkage_type VARCHAR(64) DEFAULT 'PRIMARY' NOT NULL, fallback_order INTEGER,
	CONSTRAINT endpoint_model_mappings_pk PRIMARY KEY (mapping_id),
	CONSTRAINT fk_endpoint_model_mappings_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE CASCADE,
	CONSTRAINT fk_endpoint_model_mappings_model_definition_id FOREIGN KEY(model_definition_id) REFERENCES model_definitions (model_definition_id)
);
CREATE TABLE endpoint_tags (
	"key" VARCHAR(250) NOT NULL,
	value VARCHAR(5000),
	endpoint_id VARCHAR(36) NOT NULL,
	CONSTRAINT endpoint_tag_pk PRIMARY KEY ("key", endpoint_id),
	CONSTRAINT fk_endpoint_tags_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE CASCADE
);
CREATE TABLE "endpoints" (
	endpoint_id VARCHAR(36) NOT NULL,
	name VARCHAR(255),
	created_by VARCHAR(255),
	created_at BIGINT NOT NULL,
	last_updated_by VARCHAR(255),
	last_updated_at BIGINT NOT NULL,
	routing_strategy VARCHAR(64),
	fallback_config_json TEXT,
	experiment_id INTEGER,
	usage_tracking BOOLEAN DEFAULT '0' NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT endpoints_pk PRIMARY KEY (endpoint_id),
	CONSTRAINT fk_endpoints_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE SET NULL,
	CONSTRAINT uq_endpoints_workspace_name UNIQUE (workspace, name)
);
CREATE TABLE entity_associations (
	association_id VARCHAR(36) NOT NULL,
	source_type VARCHAR(36) NOT NULL,
	source_id VARCHAR(36) NOT NULL,
	destination_type VARCHAR(36) NOT NULL,
	destination_id VARCHAR(36) NOT NULL,
	created_time BIGINT,
	CONSTRAINT entity_associations_pk PRIMARY KEY (source_type, source_id, destination_type, destination_id)
);
CREATE TABLE "evaluation_dataset_records" (
	dataset_record_id VARCHAR(36) NOT NULL,
	dataset_id VARCHAR(36) NOT NULL,
	inputs JSON NOT NULL,
	expectations JSON,
	tags JSON,
	source JSON,
	source_id VARCHAR(36),
	source_type VARCHAR(255),
	created_time BIGINT,
	last_update_time BIGINT,
	created_by VARCHAR(255),
	last_updated_by VARCHAR(255),
	input_hash VARCHAR(64) NOT NULL, outputs JSON,
	CONSTRAINT evaluation_dataset_records_pk PRIMARY KEY (dataset_record_id),
	CONSTRAINT fk_evaluation_dataset_records_dataset_id FOREIGN KEY(dataset_id) REFERENCES evaluation_datasets (dataset_id) ON DELETE CASCADE,
	CONSTRAINT unique_dataset_input UNIQUE (dataset_id, input_hash)
);
CREATE TABLE evaluation_dataset_tags (
	dataset_id VARCHAR(36) NOT NULL,
	"key" VARCHAR(255) NOT NULL,
	value VARCHAR(5000),
	CONSTRAINT evaluation_dataset_tags_pk PRIMARY KEY (dataset_id, "key"),
	CONSTRAINT fk_evaluation_dataset_tags_dataset_id FOREIGN KEY(dataset_id) REFERENCES evaluation_datasets (dataset_id) ON DELETE CASCADE
);
CREATE TABLE "evaluation_datasets" (
	dataset_id VARCHAR(36) NOT NULL,
	name VARCHAR(255) NOT NULL,
	schema TEXT,
	profile TEXT,
	digest VARCHAR(64),
	created_time BIGINT,
	last_update_time BIGINT,
	created_by VARCHAR(255),
	last_updated_by VARCHAR(255),
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT evaluation_datasets_pk PRIMARY KEY (dataset_id)
);
CREATE TABLE experiment_tags (
	"key" VARCHAR(250) NOT NULL,
	value VARCHAR(5000),
	experiment_id INTEGER NOT NULL,
	CONSTRAINT experiment_tag_pk PRIMARY KEY ("key", experiment_id),
	FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id)
);
CREATE TABLE "experiments" (
	experiment_id INTEGER NOT NULL,
	name VARCHAR(256) NOT NULL,
	artifact_location VARCHAR(256),
	lifecycle_stage VARCHAR(32),
	creation_time BIGINT,
	last_update_time BIGINT,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT experiment_pk PRIMARY KEY (experiment_id),
	CONSTRAINT experiments_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
	CONSTRAINT uq_experiments_workspace_name UNIQUE (workspace, name)
);
CREATE TABLE guardrail_configs (
	endpoint_id VARCHAR(36) NOT NULL,
	guardrail_id VARCHAR(36) NOT NULL,
	execution_order INTEGER,
	created_by VARCHAR(255),
	created_at BIGINT NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT guardrail_configs_pk PRIMARY KEY (endpoint_id, guardrail_id),
	CONSTRAINT fk_guardrail_configs_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE CASCADE,
	CONSTRAINT fk_guardrail_configs_guardrail_id FOREIGN KEY(guardrail_id) REFERENCES guardrails (guardrail_id) ON DELETE CASCADE
);
CREATE TABLE guardrails (
	guardrail_id VARCHAR(36) NOT NULL,
	name VARCHAR(255) NOT NULL,
	scorer_id VARCHAR(36) NOT NULL,
	scorer_version INTEGER NOT NULL,
	stage VARCHAR(32) NOT NULL,
	action VARCHAR(32) NOT NULL,
	action_endpoint_id VARCHAR(36),
	created_by VARCHAR(255),
	created_at BIGINT NOT NULL,
	last_updated_by VARCHAR(255),
	last_updated_at BIGINT NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT guardrails_pk PRIMARY KEY (guardrail_id),
	CONSTRAINT fk_guardrails_scorer_version FOREIGN KEY(scorer_id, scorer_version) REFERENCES scorer_versions (scorer_id, scorer_version),
	CONSTRAINT fk_guardrails_action_endpoint_id FOREIGN KEY(action_endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE SET NULL
);
CREATE TABLE input_tags (
	input_uuid VARCHAR(36) NOT NULL,
	name VARCHAR(255) NOT NULL,
	value VARCHAR(500) NOT NULL,
	CONSTRAINT input_tags_pk PRIMARY KEY (input_uuid, name)
);
CREATE TABLE inputs (
	input_uuid VARCHAR(36) NOT NULL,
	source_type VARCHAR(36) NOT NULL,
	source_id VARCHAR(36) NOT NULL,
	destination_type VARCHAR(36) NOT NULL,
	destination_id VARCHAR(36) NOT NULL, step BIGINT DEFAULT '0' NOT NULL,
	CONSTRAINT inputs_pk PRIMARY KEY (source_type, source_id, destination_type, destination_id)
);
CREATE TABLE issues (
	issue_id VARCHAR(36) NOT NULL,
	experiment_id INTEGER NOT NULL,
	name VARCHAR(250) NOT NULL,
	description TEXT NOT NULL,
	status VARCHAR(50) NOT NULL,
	severity VARCHAR(50),
	root_causes TEXT,
	source_run_id VARCHAR(32),
	categories TEXT,
	created_timestamp BIGINT NOT NULL,
	last_updated_timestamp BIGINT NOT NULL,
	created_by VARCHAR(255),
	CONSTRAINT issues_pk PRIMARY KEY (issue_id),
	CONSTRAINT fk_issues_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE,
	CONSTRAINT fk_issues_source_run_id FOREIGN KEY(source_run_id) REFERENCES runs (run_uuid) ON DELETE SET NULL
);
CREATE TABLE "jobs" (
	id VARCHAR(36) NOT NULL,
	creation_time BIGINT NOT NULL,
	job_name VARCHAR(500) NOT NULL,
	params TEXT NOT NULL,
	timeout FLOAT,
	status INTEGER NOT NULL,
	result TEXT,
	retry_count INTEGER NOT NULL,
	last_update_time BIGINT NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, status_details JSON,
	CONSTRAINT jobs_pk PRIMARY KEY (id)
);
CREATE TABLE "latest_metrics" (
	"key" VARCHAR(250) NOT NULL,
	value FLOAT NOT NULL,
	timestamp BIGINT,
	step BIGINT NOT NULL,
	is_nan BOOLEAN NOT NULL,
	run_uuid VARCHAR(32) NOT NULL,
	CONSTRAINT latest_metric_pk PRIMARY KEY ("key", run_uuid),
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid),
	CHECK (is_nan IN (0, 1))
);
CREATE TABLE logged_model_metrics (
	model_id VARCHAR(36) NOT NULL,
	metric_name VARCHAR(500) NOT NULL,
	metric_timestamp_ms BIGINT NOT NULL,
	metric_step BIGINT NOT NULL,
	metric_value FLOAT,
	experiment_id INTEGER NOT NULL,
	run_id VARCHAR(32) NOT NULL,
	dataset_uuid VARCHAR(36),
	dataset_name VARCHAR(500),
	dataset_digest VARCHAR(36),
	CONSTRAINT logged_model_metrics_pk PRIMARY KEY (model_id, metric_name, metric_timestamp_ms, metric_step, run_id),
	CONSTRAINT fk_logged_model_metrics_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id),
	CONSTRAINT fk_logged_model_metrics_model_id FOREIGN KEY(model_id) REFERENCES logged_models (model_id) ON DELETE CASCADE,
	CONSTRAINT fk_logged_model_metrics_run_id FOREIGN KEY(run_id) REFERENCES runs (run_uuid) ON DELETE CASCADE
);
CREATE TABLE logged_model_params (
	model_id VARCHAR(36) NOT NULL,
	experiment_id INTEGER NOT NULL,
	param_key VARCHAR(255) NOT NULL,
	param_value TEXT NOT NULL,
	CONSTRAINT logged_model_params_pk PRIMARY KEY (model_id, param_key),
	CONSTRAINT fk_logged_model_params_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id),
	CONSTRAINT fk_logged_model_params_model_id FOREIGN KEY(model_id) REFERENCES logged_models (model_id) ON DELETE CASCADE
);
CREATE TABLE logged_model_tags (
	model_id VARCHAR(36) NOT NULL,
	experiment_id INTEGER NOT NULL,
	tag_key VARCHAR(255) NOT NULL,
	tag_value TEXT NOT NULL,
	CONSTRAINT logged_model_tags_pk PRIMARY KEY (model_id, tag_key),
	CONSTRAINT fk_logged_model_tags_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id),
	CONSTRAINT fk_logged_model_tags_model_id FOREIGN KEY(model_id) REFERENCES logged_models (model_id) ON DELETE CASCADE
);
CREATE TABLE logged_models (
	model_id VARCHAR(36) NOT NULL,
	experiment_id INTEGER NOT NULL,
	name VARCHAR(500) NOT NULL,
	artifact_location VARCHAR(1000) NOT NULL,
	creation_timestamp_ms BIGINT NOT NULL,
	last_updated_timestamp_ms BIGINT NOT NULL,
	status INTEGER NOT NULL,
	lifecycle_stage VARCHAR(32),
	model_type VARCHAR(500),
	source_run_id VARCHAR(32),
	status_message VARCHAR(1000),
	CONSTRAINT logged_models_pk PRIMARY KEY (model_id),
	CONSTRAINT logged_models_lifecycle_stage_check CHECK (lifecycle_stage IN ('active', 'deleted')),
	CONSTRAINT fk_logged_models_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE
);
CREATE TABLE "metrics" (
	"key" VARCHAR(250) NOT NULL,
	value FLOAT NOT NULL,
	timestamp BIGINT NOT NULL,
	run_uuid VARCHAR(32) NOT NULL,
	step BIGINT DEFAULT '0' NOT NULL,
	is_nan BOOLEAN DEFAULT '0' NOT NULL,
	CONSTRAINT metric_pk PRIMARY KEY ("key", timestamp, step, run_uuid, value, is_nan),
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid),
	CHECK (is_nan IN (0, 1))
);
CREATE TABLE "model_definitions" (
	model_definition_id VARCHAR(36) NOT NULL,
	name VARCHAR(255) NOT NULL,
	secret_id VARCHAR(36),
	provider VARCHAR(64) NOT NULL,
	model_name VARCHAR(256) NOT NULL,
	created_by VARCHAR(255),
	created_at BIGINT NOT NULL,
	last_updated_by VARCHAR(255),
	last_updated_at BIGINT NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT model_definitions_pk PRIMARY KEY (model_definition_id),
	CONSTRAINT fk_model_definitions_secret_id FOREIGN KEY(secret_id) REFERENCES secrets (secret_id) ON DELETE SET NULL,
	CONSTRAINT uq_model_definitions_workspace_name UNIQUE (workspace, name)
);
CREATE TABLE "model_version_tags" (
	"key" VARCHAR(250) NOT NULL,
	value TEXT,
	name VARCHAR(256) NOT NULL,
	version INTEGER NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT model_version_tag_pk PRIMARY KEY (workspace, "key", name, version),
	CONSTRAINT fk_model_version_tags_model_versions FOREIGN KEY(workspace, name, version) REFERENCES model_versions (workspace, name, version) ON UPDATE CASCADE
);
CREATE TABLE "model_versions" (
	name VARCHAR(256) NOT NULL,
	version INTEGER NOT NULL,
	creation_time BIGINT,
	last_updated_time BIGINT,
	description VARCHAR(5000),
	user_id VARCHAR(256),
	current_stage VARCHAR(20),
	source VARCHAR(500),
	run_id VARCHAR(32),
	status VARCHAR(20),
	status_message VARCHAR(500),
	run_link VARCHAR(500),
	storage_location VARCHAR(500),
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT model_version_pk PRIMARY KEY (workspace, name, version),
	CONSTRAINT fk_model_versions_registered_models FOREIGN KEY(workspace, name) REFERENCES registered_models (workspace, name) ON UPDATE CASCADE
);
CREATE TABLE online_scoring_configs (
	online_scoring_config_id VARCHAR(36) NOT NULL,
	scorer_id VARCHAR(36) NOT NULL,
	sample_rate FLOAT NOT NULL,
	experiment_id INTEGER NOT NULL,
	filter_string TEXT,
	CONSTRAINT online_scoring_config_pk PRIMARY KEY (online_scoring_config_id),
	CONSTRAINT fk_online_scoring_configs_scorer_id FOREIGN KEY(scorer_id) REFERENCES scorers (scorer_id) ON DELETE CASCADE,
	CONSTRAINT fk_online_scoring_configs_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id)
);
CREATE TABLE "params" (
	"key" VARCHAR(250) NOT NULL,
	value VARCHAR(8000) NOT NULL,
	run_uuid VARCHAR(32) NOT NULL,
	CONSTRAINT param_pk PRIMARY KEY ("key", run_uuid),
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid)
);
CREATE TABLE "registered_model_aliases" (
	alias VARCHAR(256) NOT NULL,
	version INTEGER NOT NULL,
	name VARCHAR(256) NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT registered_model_alias_pk PRIMARY KEY (workspace, name, alias),
	CONSTRAINT fk_registered_model_aliases_registered_models FOREIGN KEY(workspace, name) REFERENCES registered_models (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE "registered_model_tags" (
	"key" VARCHAR(250) NOT NULL,
	value VARCHAR(5000),
	name VARCHAR(256) NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT registered_model_tag_pk PRIMARY KEY (workspace, "key", name),
	CONSTRAINT fk_registered_model_tags_registered_models FOREIGN KEY(workspace, name) REFERENCES registered_models (workspace, name) ON UPDATE CASCADE
);
CREATE TABLE "registered_models" (
	name VARCHAR(256) NOT NULL,
	creation_time BIGINT,
	last_updated_time BIGINT,
	description VARCHAR(5000),
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT registered_model_pk PRIMARY KEY (workspace, name)
);
CREATE TABLE "runs" (
	run_uuid VARCHAR(32) NOT NULL,
	name VARCHAR(250),
	source_type VARCHAR(20),
	source_name VARCHAR(500),
	entry_point_name VARCHAR(50),
	user_id VARCHAR(256),
	status VARCHAR(9),
	start_time BIGINT,
	end_time BIGINT,
	source_version VARCHAR(50),
	lifecycle_stage VARCHAR(20),
	artifact_uri VARCHAR(200),
	experiment_id INTEGER, deleted_time BIGINT,
	CONSTRAINT run_pk PRIMARY KEY (run_uuid),
	CONSTRAINT runs_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
	CONSTRAINT source_type CHECK (source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')),
	FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id),
	CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED'))
);
CREATE TABLE scorer_versions (
	scorer_id VARCHAR(36) NOT NULL,
	scorer_version INTEGER NOT NULL,
	serialized_scorer TEXT NOT NULL,
	creation_time BIGINT,
	CONSTRAINT scorer_version_pk PRIMARY KEY (scorer_id, scorer_version),
	CONSTRAINT fk_scorer_versions_scorer_id FOREIGN KEY(scorer_id) REFERENCES scorers (scorer_id) ON DELETE CASCADE
);
CREATE TABLE scorers (
	experiment_id INTEGER NOT NULL,
	scorer_name VARCHAR(256) NOT NULL,
	scorer_id VARCHAR(36) NOT NULL,
	CONSTRAINT scorer_pk PRIMARY KEY (scorer_id),
	CONSTRAINT fk_scorers_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE
);
CREATE TABLE "secrets" (
	secret_id VARCHAR(36) NOT NULL,
	secret_name VARCHAR(255) NOT NULL,
	encrypted_value BLOB NOT NULL,
	wrapped_dek BLOB NOT NULL,
	kek_version INTEGER NOT NULL,
	masked_value VARCHAR(500) NOT NULL,
	provider VARCHAR(64),
	auth_config TEXT,
	description TEXT,
	created_by VARCHAR(255),
	created_at BIGINT NOT NULL,
	last_updated_by VARCHAR(255),
	last_updated_at BIGINT NOT NULL,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT secrets_pk PRIMARY KEY (secret_id),
	CONSTRAINT uq_secrets_workspace_secret_name UNIQUE (workspace, secret_name)
);
CREATE TABLE span_metrics (
	trace_id VARCHAR(50) NOT NULL,
	span_id VARCHAR(50) NOT NULL,
	"key" VARCHAR(250) NOT NULL,
	value FLOAT,
	CONSTRAINT span_metrics_pk PRIMARY KEY (trace_id, span_id, "key"),
	CONSTRAINT fk_span_metrics_span FOREIGN KEY(trace_id, span_id) REFERENCES spans (trace_id, span_id) ON DELETE CASCADE
);
CREATE TABLE spans (
	trace_id VARCHAR(50) NOT NULL,
	experiment_id INTEGER NOT NULL,
	span_id VARCHAR(50) NOT NULL,
	parent_span_id VARCHAR(50),
	name TEXT,
	type VARCHAR(500),
	status VARCHAR(50) NOT NULL,
	start_time_unix_nano BIGINT NOT NULL,
	end_time_unix_nano BIGINT,
	duration_ns BIGINT GENERATED ALWAYS AS (end_time_unix_nano - start_time_unix_nano) STORED,
	content TEXT NOT NULL, dimension_attributes JSON,
	CONSTRAINT spans_pk PRIMARY KEY (trace_id, span_id),
	CONSTRAINT fk_spans_trace_id FOREIGN KEY(trace_id) REFERENCES trace_info (request_id) ON DELETE CASCADE,
	CONSTRAINT fk_spans_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id)
);
CREATE TABLE "tags" (
	"key" VARCHAR(250) NOT NULL,
	value VARCHAR(8000),
	run_uuid VARCHAR(32) NOT NULL,
	CONSTRAINT tag_pk PRIMARY KEY ("key", run_uuid),
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid)
);
CREATE TABLE trace_info (
	request_id VARCHAR(50) NOT NULL,
	experiment_id INTEGER NOT NULL,
	timestamp_ms BIGINT NOT NULL,
	execution_time_ms BIGINT,
	status VARCHAR(50) NOT NULL, client_request_id VARCHAR(50), request_preview VARCHAR(1000), response_preview VARCHAR(1000), db_payload_generation INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT trace_info_pk PRIMARY KEY (request_id),
	CONSTRAINT fk_trace_info_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id)
);
CREATE TABLE trace_metrics (
	request_id VARCHAR(50) NOT NULL,
	"key" VARCHAR(250) NOT NULL,
	value FLOAT,
	CONSTRAINT trace_metrics_pk PRIMARY KEY (request_id, "key"),
	CONSTRAINT fk_trace_metrics_request_id FOREIGN KEY(request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE TABLE "trace_request_metadata" (
	"key" VARCHAR(250) NOT NULL,
	value VARCHAR(8000),
	request_id VARCHAR(50) NOT NULL,
	CONSTRAINT trace_request_metadata_pk PRIMARY KEY ("key", request_id),
	CONSTRAINT fk_trace_request_metadata_request_id FOREIGN KEY(request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE TABLE "trace_tags" (
	"key" VARCHAR(250) NOT NULL,
	value VARCHAR(8000),
	request_id VARCHAR(50) NOT NULL,
	CONSTRAINT trace_tag_pk PRIMARY KEY ("key", request_id),
	CONSTRAINT fk_trace_tags_request_id FOREIGN KEY(request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE TABLE webhook_events (
	webhook_id VARCHAR(256) NOT NULL,
	entity VARCHAR(50) NOT NULL,
	action VARCHAR(50) NOT NULL,
	CONSTRAINT webhook_event_pk PRIMARY KEY (webhook_id, entity, action),
	FOREIGN KEY(webhook_id) REFERENCES webhooks (webhook_id) ON DELETE cascade
);
CREATE TABLE "webhooks" (
	webhook_id VARCHAR(256) NOT NULL,
	name VARCHAR(256) NOT NULL,
	description VARCHAR(1000),
	url VARCHAR(500) NOT NULL,
	status VARCHAR(20) DEFAULT 'ACTIVE' NOT NULL,
	secret VARCHAR(1000),
	creation_timestamp BIGINT,
	last_updated_timestamp BIGINT,
	deleted_timestamp BIGINT,
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
	CONSTRAINT webhook_pk PRIMARY KEY (webhook_id)
);
CREATE TABLE workspaces (
	name VARCHAR(63) NOT NULL,
	description TEXT,
	default_artifact_root TEXT, trace_archival_location TEXT, trace_archival_retention VARCHAR(32),
	CONSTRAINT workspaces_pk PRIMARY KEY (name)
);
CREATE INDEX idx_budget_policies_workspace ON budget_policies (workspace);
CREATE INDEX idx_endpoints_workspace ON endpoints (workspace);
CREATE INDEX idx_evaluation_datasets_workspace ON evaluation_datasets (workspace);
CREATE INDEX idx_experiments_workspace ON experiments (workspace);
CREATE INDEX idx_experiments_workspace_creation_time ON experiments (workspace, creation_time);
CREATE INDEX idx_guardrail_configs_endpoint_id ON guardrail_configs (endpoint_id);
CREATE INDEX idx_guardrail_configs_guardrail_id ON guardrail_configs (guardrail_id);
CREATE INDEX idx_guardrails_scorer ON guardrails (scorer_id, scorer_version);
CREATE INDEX idx_guardrails_workspace ON guardrails (workspace);
CREATE INDEX idx_model_definitions_workspace ON model_definitions (workspace);
CREATE INDEX idx_model_version_tags_workspace_name_version ON model_version_tags (workspace, name, version);
CREATE INDEX idx_registered_model_tags_workspace_name ON registered_model_tags (workspace, name);
CREATE INDEX idx_registered_models_workspace ON registered_models (workspace);
CREATE INDEX idx_secrets_workspace ON secrets (workspace);
CREATE INDEX idx_webhook_events_action ON webhook_events (action);
CREATE INDEX idx_webhook_events_entity ON webhook_events (entity);
CREATE INDEX idx_webhook_events_entity_action ON webhook_events (entity, action);
CREATE INDEX idx_webhooks_name ON webhooks (name);
CREATE INDEX idx_webhooks_status ON webhooks (status);
CREATE INDEX idx_webhooks_workspace ON webhooks (workspace);
CREATE INDEX index_assessments_assessment_type ON assessments (assessment_type);
CREATE INDEX index_assessments_last_updated_timestamp ON assessments (last_updated_timestamp);
CREATE INDEX index_assessments_run_id_created_timestamp ON assessments (run_id, created_timestamp);
CREATE INDEX index_assessments_trace_id_created_timestamp ON assessments (trace_id, created_timestamp);
CREATE INDEX index_datasets_dataset_uuid ON datasets (dataset_uuid);
CREATE INDEX index_datasets_experiment_id_dataset_source_type ON datasets (experiment_id, dataset_source_type);
CREATE INDEX index_endpoint_model_mappings_endpoint_id ON endpoint_model_mappings (endpoint_id);
CREATE INDEX index_endpoint_model_mappings_model_definition_id ON endpoint_model_mappings (model_definition_id);
CREATE INDEX index_endpoint_tags_endpoint_id ON endpoint_tags (endpoint_id);
CREATE INDEX index_entity_associations_association_id ON entity_associations (association_id);
CREATE INDEX index_entity_associations_reverse_lookup ON entity_associations (destination_type, destination_id, source_type, source_id);
CREATE INDEX index_evaluation_dataset_records_dataset_id ON evaluation_dataset_records (dataset_id);
CREATE INDEX index_evaluation_dataset_tags_dataset_id ON evaluation_dataset_tags (dataset_id);
CREATE INDEX index_evaluation_datasets_created_time ON evaluation_datasets (created_time);
CREATE INDEX index_evaluation_datasets_name ON evaluation_datasets (name);
CREATE INDEX index_inputs_destination_type_destination_id_source_type ON inputs (destination_type, destination_id, source_type);
CREATE INDEX index_inputs_input_uuid ON inputs (input_uuid);
CREATE INDEX index_issues_experiment_id ON issues (experiment_id);
CREATE INDEX index_issues_source_run_id ON issues (source_run_id);
CREATE INDEX index_issues_status ON issues (status);
CREATE INDEX index_jobs_name_status_creation_time ON jobs (job_name, workspace, status, creation_time);
CREATE INDEX index_latest_metrics_run_uuid ON latest_metrics (run_uuid);
CREATE INDEX index_logged_model_metrics_model_id ON logged_model_metrics (model_id);
CREATE INDEX index_metrics_run_uuid ON metrics (run_uuid);
CREATE INDEX index_metrics_run_uuid_key_step ON metrics (run_uuid, "key", step);
CREATE INDEX index_model_definitions_provider ON model_definitions (provider);
CREATE INDEX index_model_definitions_secret_id ON model_definitions (secret_id);
CREATE INDEX index_params_run_uuid ON params (run_uuid);
CREATE INDEX index_scorer_versions_scorer_id ON scorer_versions (scorer_id);
CREATE UNIQUE INDEX index_scorers_experiment_id_scorer_name ON scorers (experiment_id, scorer_name);
CREATE INDEX index_span_metrics_trace_id_span_id ON span_metrics (trace_id, span_id);
CREATE INDEX index_spans_experiment_id ON spans (experiment_id);
CREATE INDEX index_spans_experiment_id_duration ON spans (experiment_id, duration_ns);
CREATE INDEX index_spans_experiment_id_status_type ON spans (experiment_id, status, type);
CREATE INDEX index_spans_experiment_id_type_status ON spans (experiment_id, type, status);
CREATE INDEX index_tags_run_uuid ON tags (run_uuid);
CREATE INDEX index_trace_info_experiment_id_timestamp_ms ON trace_info (experiment_id, timestamp_ms);
CREATE INDEX index_trace_metrics_request_id ON trace_metrics (request_id);
CREATE INDEX index_trace_request_metadata_request_id ON trace_request_metadata (request_id);
CREATE INDEX index_trace_tags_request_id ON trace_tags (request_id);
CREATE UNIQUE INDEX unique_endpoint_model_linkage_mapping ON endpoint_model_mappings (endpoint_id, model_definition_id, linkage_type);
CREATE TRIGGER prevent_secrets_aad_mutation
BEFORE UPDATE ON secrets
FOR EACH ROW
WHEN OLD.secret_id != NEW.secret_id OR OLD.secret_name != NEW.secret_name
BEGIN
    SELECT RAISE(ABORT, 'secret_id and secret_name are immutable (used as AAD in encryption)');
END;
INSERT INTO alembic_version (version_num) VALUES ('da6fb0208061');
INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile) VALUES ('3a6de37cfb3149248ed529f17246f91b', 1, 'photos', '35e6fbbd', 'code', '{"tags": {"mlflow.user": "root", "mlflow.source.name": "py313.py", "mlflow.source.type": "LOCAL"}}', '{"mlflow_tensorspec": {"features": "[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float64\", \"shape\": [-1, 4]}}]", "targets": "[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"int64\", \"shape\": [-1]}}]"}}', '{"features_shape": [50, 4], "features_size": 200, "features_nbytes": 1600, "targets_shape": [50], "targets_size": 50, "targets_nbytes": 400}');
INSERT INTO experiment_tags (key, value, experiment_id) VALUES ('mlflow.note.content', 'exp note', 1);
INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace) VALUES (0, 'Default', 'mlflow-artifacts:/0', 'active', 1795846821296, 1795846821296, 'default');
INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace) VALUES (1, 'py-313', 'mlflow-artifacts:/1', 'active', 1795846830923, 1795846830923, 'default');
INSERT INTO input_tags (input_uuid, name, value) VALUES ('5d9042f52a464c44876761b4fe663be6', 'mlflow.data.context', 'training');
INSERT INTO input_tags (input_uuid, name, value) VALUES ('762681ba91f6470bbdc7194d79263450', 'mlflow.data.context', 'training');
INSERT INTO input_tags (input_uuid, name, value) VALUES ('dbeabe4a6b2642e7baa05cfa4b37eeb8', 'mlflow.data.context', 'training');
INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ('5d9042f52a464c44876761b4fe663be6', 'DATASET', '3a6de37cfb3149248ed529f17246f91b', 'RUN', 'bf673a064144441bb97ff0d50194a3d7', 0);
INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ('e3d30d650ad84edca354709bf2036359', 'RUN_OUTPUT', 'bf673a064144441bb97ff0d50194a3d7', 'MODEL_OUTPUT', 'm-33a085b754c6423f927cc1bec4d12c14', 0);
INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ('108e6a6bfc0f4d889aec2e1714e36a5c', 'RUN_INPUT', 'bf673a064144441bb97ff0d50194a3d7', 'MODEL_INPUT', 'm-33a085b754c6423f927cc1bec4d12c14', 0);
INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ('762681ba91f6470bbdc7194d79263450', 'DATASET', '3a6de37cfb3149248ed529f17246f91b', 'RUN', '89de40ede5514b138b600f35759fd70b', 0);
INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ('d8472e97f208407f87e0e3777db2aced', 'RUN_OUTPUT', '89de40ede5514b138b600f35759fd70b', 'MODEL_OUTPUT', 'm-f35157ffa25845ebb9473d74d5a3c74c', 0);
INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ('7300a14d68f743d1bff5b64a759ce795', 'RUN_INPUT', '89de40ede5514b138b600f35759fd70b', 'MODEL_INPUT', 'm-f35157ffa25845ebb9473d74d5a3c74c', 0);
INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ('dbeabe4a6b2642e7baa05cfa4b37eeb8', 'DATASET', '3a6de37cfb3149248ed529f17246f91b', 'RUN', '554eff45645a4e65b88c6e8d383ba436', 0);
INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ('9707906e1e894667a93260dd33e4d01c', 'RUN_OUTPUT', '554eff45645a4e65b88c6e8d383ba436', 'MODEL_OUTPUT', 'm-949993bd484f4fad9c9a0db02399e465', 0);
INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) VALUES ('a45a01dfcb704e5693ef71eed0590132', 'RUN_INPUT', '554eff45645a4e65b88c6e8d383ba436', 'MODEL_INPUT', 'm-949993bd484f4fad9c9a0db02399e465', 0);
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('val_acc', 0.9, 1795846834355, 9, 0, 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('model_acc', 0.5, 1795846840907, 0, 0, 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('val_acc', 0.9090909090909091, 1795846842690, 9, 0, '89de40ede5514b138b600f35759fd70b');
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('model_acc', 0.6, 1795846846571, 0, 0, '89de40ede5514b138b600f35759fd70b');
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('val_acc', 0.9166666666666666, 1795846847749, 9, 0, '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('model_acc', 0.7, 1795846851595, 0, 0, '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('inf', 1.7976931348623157e+308, 1795846852091, 0, 0, '9b03d47106c64dd89d4340e6ed93a34b');
INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('nan', 0.0, 1795846852159, 0, 1, '9b03d47106c64dd89d4340e6ed93a34b');
INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest) VALUES ('m-33a085b754c6423f927cc1bec4d12c14', 'val_acc', 1795846832487, 0, 0.0, 1, 'bf673a064144441bb97ff0d50194a3d7', NULL, NULL, NULL);
INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest) VALUES ('m-33a085b754c6423f927cc1bec4d12c14', 'model_acc', 1795846840907, 0, 0.5, 1, 'bf673a064144441bb97ff0d50194a3d7', NULL, NULL, NULL);
INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest) VALUES ('m-f35157ffa25845ebb9473d74d5a3c74c', 'val_acc', 1795846841935, 0, 0.5, 1, '89de40ede5514b138b600f35759fd70b', NULL, NULL, NULL);
INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest) VALUES ('m-f35157ffa25845ebb9473d74d5a3c74c', 'model_acc', 1795846846571, 0, 0.6, 1, '89de40ede5514b138b600f35759fd70b', NULL, NULL, NULL);
INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest) VALUES ('m-949993bd484f4fad9c9a0db02399e465', 'val_acc', 1795846847063, 0, 0.6666666666666667, 1, '554eff45645a4e65b88c6e8d383ba436', NULL, NULL, NULL);
INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest) VALUES ('m-949993bd484f4fad9c9a0db02399e465', 'model_acc', 1795846851595, 0, 0.7, 1, '554eff45645a4e65b88c6e8d383ba436', NULL, NULL, NULL);
INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES ('m-33a085b754c6423f927cc1bec4d12c14', 1, 'lr', '0.0');
INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES ('m-33a085b754c6423f927cc1bec4d12c14', 1, 'opt', 'adam');
INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES ('m-f35157ffa25845ebb9473d74d5a3c74c', 1, 'lr', '0.1');
INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES ('m-f35157ffa25845ebb9473d74d5a3c74c', 1, 'opt', 'adam');
INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES ('m-949993bd484f4fad9c9a0db02399e465', 1, 'lr', '0.2');
INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES ('m-949993bd484f4fad9c9a0db02399e465', 1, 'opt', 'adam');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-33a085b754c6423f927cc1bec4d12c14', 1, 'mlflow.user', 'root');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-33a085b754c6423f927cc1bec4d12c14', 1, 'mlflow.source.name', 'py313.py');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-33a085b754c6423f927cc1bec4d12c14', 1, 'mlflow.source.type', 'LOCAL');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-33a085b754c6423f927cc1bec4d12c14', 1, 'mlflow.modelVersions', '[{"name": "ref-model", "version": 1}, {"name": "ref-model", "version": "1"}]');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-f35157ffa25845ebb9473d74d5a3c74c', 1, 'mlflow.user', 'root');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-f35157ffa25845ebb9473d74d5a3c74c', 1, 'mlflow.source.name', 'py313.py');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-f35157ffa25845ebb9473d74d5a3c74c', 1, 'mlflow.source.type', 'LOCAL');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-f35157ffa25845ebb9473d74d5a3c74c', 1, 'mlflow.modelVersions', '[{"name": "ref-model", "version": 2}, {"name": "ref-model", "version": "2"}]');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-949993bd484f4fad9c9a0db02399e465', 1, 'mlflow.user', 'root');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-949993bd484f4fad9c9a0db02399e465', 1, 'mlflow.source.name', 'py313.py');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-949993bd484f4fad9c9a0db02399e465', 1, 'mlflow.source.type', 'LOCAL');
INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES ('m-949993bd484f4fad9c9a0db02399e465', 1, 'mlflow.modelVersions', '[{"name": "ref-model", "version": 3}, {"name": "ref-model", "version": "3"}]');
INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id, status_message) VALUES ('m-33a085b754c6423f927cc1bec4d12c14', 1, 'model', 'mlflow-artifacts:/1/models/m-33a085b754c6423f927cc1bec4d12c14/artifacts', 1795846835457, 1795846839837, 2, 'active', '', 'bf673a064144441bb97ff0d50194a3d7', NULL);
INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id, status_message) VALUES ('m-f35157ffa25845ebb9473d74d5a3c74c', 1, 'model', 'mlflow-artifacts:/1/models/m-f35157ffa25845ebb9473d74d5a3c74c/artifacts', 1795846843326, 1795846846098, 2, 'active', '', '89de40ede5514b138b600f35759fd70b', NULL);
INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id, status_message) VALUES ('m-949993bd484f4fad9c9a0db02399e465', 1, 'model', 'mlflow-artifacts:/1/models/m-949993bd484f4fad9c9a0db02399e465/artifacts', 1795846848386, 1795846851132, 2, 'active', '', '554eff45645a4e65b88c6e8d383ba436', NULL);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.0, 1795846832487, 'bf673a064144441bb97ff0d50194a3d7', 0, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.5, 1795846832863, 'bf673a064144441bb97ff0d50194a3d7', 1, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.6666666666666667, 1795846833063, 'bf673a064144441bb97ff0d50194a3d7', 2, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.75, 1795846833209, 'bf673a064144441bb97ff0d50194a3d7', 3, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8, 1795846833364, 'bf673a064144441bb97ff0d50194a3d7', 4, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8333333333333334, 1795846833927, 'bf673a064144441bb97ff0d50194a3d7', 5, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8571428571428572, 1795846834027, 'bf673a064144441bb97ff0d50194a3d7', 6, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.875, 1795846834130, 'bf673a064144441bb97ff0d50194a3d7', 7, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8888888888888888, 1795846834235, 'bf673a064144441bb97ff0d50194a3d7', 8, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.9, 1795846834355, 'bf673a064144441bb97ff0d50194a3d7', 9, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('model_acc', 0.5, 1795846840907, 'bf673a064144441bb97ff0d50194a3d7', 0, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.5, 1795846841935, '89de40ede5514b138b600f35759fd70b', 0, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.6666666666666667, 1795846842089, '89de40ede5514b138b600f35759fd70b', 1, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.75, 1795846842140, '89de40ede5514b138b600f35759fd70b', 2, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8, 1795846842206, '89de40ede5514b138b600f35759fd70b', 3, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8333333333333334, 1795846842291, '89de40ede5514b138b600f35759fd70b', 4, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8571428571428572, 1795846842367, '89de40ede5514b138b600f35759fd70b', 5, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.875, 1795846842439, '89de40ede5514b138b600f35759fd70b', 6, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8888888888888888, 1795846842526, '89de40ede5514b138b600f35759fd70b', 7, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.9, 1795846842611, '89de40ede5514b138b600f35759fd70b', 8, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.9090909090909091, 1795846842690, '89de40ede5514b138b600f35759fd70b', 9, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('model_acc', 0.6, 1795846846571, '89de40ede5514b138b600f35759fd70b', 0, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.6666666666666667, 1795846847063, '554eff45645a4e65b88c6e8d383ba436', 0, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.75, 1795846847200, '554eff45645a4e65b88c6e8d383ba436', 1, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8, 1795846847243, '554eff45645a4e65b88c6e8d383ba436', 2, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8333333333333334, 1795846847307, '554eff45645a4e65b88c6e8d383ba436', 3, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8571428571428572, 1795846847381, '554eff45645a4e65b88c6e8d383ba436', 4, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.875, 1795846847471, '554eff45645a4e65b88c6e8d383ba436', 5, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.8888888888888888, 1795846847541, '554eff45645a4e65b88c6e8d383ba436', 6, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.9, 1795846847611, '554eff45645a4e65b88c6e8d383ba436', 7, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.9090909090909091, 1795846847673, '554eff45645a4e65b88c6e8d383ba436', 8, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('val_acc', 0.9166666666666666, 1795846847749, '554eff45645a4e65b88c6e8d383ba436', 9, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('model_acc', 0.7, 1795846851595, '554eff45645a4e65b88c6e8d383ba436', 0, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('inf', 1.7976931348623157e+308, 1795846852091, '9b03d47106c64dd89d4340e6ed93a34b', 0, 0);
INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES ('nan', 0.0, 1795846852159, '9b03d47106c64dd89d4340e6ed93a34b', 0, 1);
INSERT INTO model_version_tags (key, value, name, version, workspace) VALUES ('mlflow.prompt.is_prompt', 'true', 'greet', 1, 'default');
INSERT INTO model_version_tags (key, value, name, version, workspace) VALUES ('_mlflow_prompt_type', 'text', 'greet', 1, 'default');
INSERT INTO model_version_tags (key, value, name, version, workspace) VALUES ('mlflow.prompt.text', 'Hello {{name}}', 'greet', 1, 'default');
INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, status, status_message, run_link, storage_location, workspace) VALUES ('ref-model', 1, 1795846840312, 1795846840312, '', NULL, 'None', 'models:/m-33a085b754c6423f927cc1bec4d12c14', 'bf673a064144441bb97ff0d50194a3d7', 'READY', NULL, '', 'mlflow-artifacts:/1/models/m-33a085b754c6423f927cc1bec4d12c14/artifacts', 'default');
INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, status, status_message, run_link, storage_location, workspace) VALUES ('ref-model', 2, 1795846846248, 1795846846248, '', NULL, 'None', 'models:/m-f35157ffa25845ebb9473d74d5a3c74c', '89de40ede5514b138b600f35759fd70b', 'READY', NULL, '', 'mlflow-artifacts:/1/models/m-f35157ffa25845ebb9473d74d5a3c74c/artifacts', 'default');
INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, status, status_message, run_link, storage_location, workspace) VALUES ('ref-model', 3, 1795846851250, 1795846851250, '', NULL, 'None', 'models:/m-949993bd484f4fad9c9a0db02399e465', '554eff45645a4e65b88c6e8d383ba436', 'READY', NULL, '', 'mlflow-artifacts:/1/models/m-949993bd484f4fad9c9a0db02399e465/artifacts', 'default');
INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, status, status_message, run_link, storage_location, workspace) VALUES ('greet', 1, 1795846852676, 1795846852676, '', NULL, 'None', 'dummy-source', '', 'READY', NULL, '', 'dummy-source', 'default');
INSERT INTO params (key, value, run_uuid) VALUES ('lr', '0.0', 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO params (key, value, run_uuid) VALUES ('opt', 'adam', 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO params (key, value, run_uuid) VALUES ('lr', '0.1', '89de40ede5514b138b600f35759fd70b');
INSERT INTO params (key, value, run_uuid) VALUES ('opt', 'adam', '89de40ede5514b138b600f35759fd70b');
INSERT INTO params (key, value, run_uuid) VALUES ('lr', '0.2', '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO params (key, value, run_uuid) VALUES ('opt', 'adam', '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO registered_model_aliases (alias, version, name, workspace) VALUES ('champion', 2, 'ref-model', 'default');
INSERT INTO registered_model_tags (key, value, name, workspace) VALUES ('mlflow.prompt.is_prompt', 'true', 'greet', 'default');
INSERT INTO registered_model_tags (key, value, name, workspace) VALUES ('_mlflow_experiment_ids', ',1,', 'greet', 'default');
INSERT INTO registered_models (name, creation_time, last_updated_time, description, workspace) VALUES ('ref-model', 1795846840021, 1795846851250, '', 'default');
INSERT INTO registered_models (name, creation_time, last_updated_time, description, workspace) VALUES ('greet', 1795846852612, 1795846852676, '', 'default');
INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id, deleted_time) VALUES ('058465f2dbf44cd48e3414f1b99d845a', 'parent', 'UNKNOWN', '', '', 'root', 'FINISHED', 1795846832068, 1795846851907, '', 'active', 'mlflow-artifacts:/1/058465f2dbf44cd48e3414f1b99d845a/artifacts', 1, NULL);
INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id, deleted_time) VALUES ('bf673a064144441bb97ff0d50194a3d7', 'ref0', 'UNKNOWN', '', '', 'root', 'FINISHED', 1795846832127, 1795846841055, '', 'active', 'mlflow-artifacts:/1/bf673a064144441bb97ff0d50194a3d7/artifacts', 1, NULL);
INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id, deleted_time) VALUES ('89de40ede5514b138b600f35759fd70b', 'ref1', 'UNKNOWN', '', '', 'root', 'FINISHED', 1795846841644, 1795846846658, '', 'active', 'mlflow-artifacts:/1/89de40ede5514b138b600f35759fd70b/artifacts', 1, NULL);
INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id, deleted_time) VALUES ('554eff45645a4e65b88c6e8d383ba436', 'ref2', 'UNKNOWN', '', '', 'root', 'FINISHED', 1795846846860, 1795846851680, '', 'active', 'mlflow-artifacts:/1/554eff45645a4e65b88c6e8d383ba436/artifacts', 1, NULL);
INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id, deleted_time) VALUES ('9b03d47106c64dd89d4340e6ed93a34b', 'odd', 'UNKNOWN', '', '', 'root', 'FINISHED', 1795846852032, 1795846852227, '', 'active', 'mlflow-artifacts:/1/9b03d47106c64dd89d4340e6ed93a34b/artifacts', 1, NULL);
INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id, deleted_time) VALUES ('bb99f222c57d4580baaf7a17c44c053d', 'deleted', 'UNKNOWN', '', '', 'root', 'FINISHED', 1795846852785, 1795846852847, '', 'deleted', 'mlflow-artifacts:/1/bb99f222c57d4580baaf7a17c44c053d/artifacts', 1, 1795846852985);
INSERT INTO spans (trace_id, experiment_id, span_id, parent_span_id, name, type, status, start_time_unix_nano, end_time_unix_nano, content, dimension_attributes) VALUES ('tr-d82bfe82b24a7703f8af7567d59d6c62', 1, 'c0a17e8850739df2', NULL, 'f', 'UNKNOWN', 'OK', 1795846852551686063, 1795846852552219441, '{"trace_id": "2Cv+grJKdwP4r3Vn1Z1sYg==", "span_id": "wKF+iFBznfI=", "parent_span_id": null, "name": "f", "start_time_unix_nano": 1795846852551686063, "end_time_unix_nano": 1795846852552219441, "events": [], "status": {"code": "STATUS_CODE_OK", "message": ""}, "attributes": {"mlflow.traceRequestId": "\"tr-d82bfe82b24a7703f8af7567d59d6c62\"", "mlflow.spanType": "\"UNKNOWN\"", "mlflow.spanFunctionName": "\"f\"", "mlflow.spanInputs": "{\"x\": 1}", "mlflow.spanOutputs": "2", "mlflow.spanLogLevel": "10"}, "links": []}', 'null');
INSERT INTO spans (trace_id, experiment_id, span_id, parent_span_id, name, type, status, start_time_unix_nano, end_time_unix_nano, content, dimension_attributes) VALUES ('tr-670fc60932ea9fe4320fe429062aa4be', 1, '41ac122853ce030a', NULL, 'f', 'UNKNOWN', 'OK', 1795846852552376954, 1795846852552536037, '{"trace_id": "Zw/GCTLqn+QyD+QpBiqkvg==", "span_id": "QawSKFPOAwo=", "parent_span_id": null, "name": "f", "start_time_unix_nano": 1795846852552376954, "end_time_unix_nano": 1795846852552536037, "events": [], "status": {"code": "STATUS_CODE_OK", "message": ""}, "attributes": {"mlflow.traceRequestId": "\"tr-670fc60932ea9fe4320fe429062aa4be\"", "mlflow.spanType": "\"UNKNOWN\"", "mlflow.spanFunctionName": "\"f\"", "mlflow.spanInputs": "{\"x\": 2}", "mlflow.spanOutputs": "3", "mlflow.spanLogLevel": "10"}, "links": []}', 'null');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.user', 'root', '058465f2dbf44cd48e3414f1b99d845a');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.name', 'py313.py', '058465f2dbf44cd48e3414f1b99d845a');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.type', 'LOCAL', '058465f2dbf44cd48e3414f1b99d845a');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.note.content', 'A **note**', '058465f2dbf44cd48e3414f1b99d845a');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', 'parent', '058465f2dbf44cd48e3414f1b99d845a');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.user', 'root', 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.name', 'py313.py', 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.type', 'LOCAL', 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.parentRunId', '058465f2dbf44cd48e3414f1b99d845a', 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', 'ref0', 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.loggedImages', 'True', 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.loggedArtifacts', '[{"path": "eval/predictions.json", "type": "table"}]', 'bf673a064144441bb97ff0d50194a3d7');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.user', 'root', '89de40ede5514b138b600f35759fd70b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.name', 'py313.py', '89de40ede5514b138b600f35759fd70b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.type', 'LOCAL', '89de40ede5514b138b600f35759fd70b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.parentRunId', '058465f2dbf44cd48e3414f1b99d845a', '89de40ede5514b138b600f35759fd70b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', 'ref1', '89de40ede5514b138b600f35759fd70b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.loggedImages', 'True', '89de40ede5514b138b600f35759fd70b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.loggedArtifacts', '[{"path": "eval/predictions.json", "type": "table"}]', '89de40ede5514b138b600f35759fd70b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.user', 'root', '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.name', 'py313.py', '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.type', 'LOCAL', '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.parentRunId', '058465f2dbf44cd48e3414f1b99d845a', '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', 'ref2', '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.loggedImages', 'True', '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.loggedArtifacts', '[{"path": "eval/predictions.json", "type": "table"}]', '554eff45645a4e65b88c6e8d383ba436');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.user', 'root', '9b03d47106c64dd89d4340e6ed93a34b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.name', 'py313.py', '9b03d47106c64dd89d4340e6ed93a34b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.type', 'LOCAL', '9b03d47106c64dd89d4340e6ed93a34b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', 'odd', '9b03d47106c64dd89d4340e6ed93a34b');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.user', 'root', 'bb99f222c57d4580baaf7a17c44c053d');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.name', 'py313.py', 'bb99f222c57d4580baaf7a17c44c053d');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.source.type', 'LOCAL', 'bb99f222c57d4580baaf7a17c44c053d');
INSERT INTO tags (key, value, run_uuid) VALUES ('mlflow.runName', 'deleted', 'bb99f222c57d4580baaf7a17c44c053d');
INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, execution_time_ms, status, client_request_id, request_preview, response_preview, db_payload_generation) VALUES ('tr-d82bfe82b24a7703f8af7567d59d6c62', 1, 1795846852551, 0, 'OK', NULL, '{"x": 1}', '2', 2);
INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, execution_time_ms, status, client_request_id, request_preview, response_preview, db_payload_generation) VALUES ('tr-670fc60932ea9fe4320fe429062aa4be', 1, 1795846852552, 0, 'OK', NULL, '{"x": 2}', '3', 2);
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.trace.sizeStats', '{"total_size_bytes": 1180, "num_spans": 1, "max": 517, "p25": 517, "p50": 517, "p75": 517}', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.git.branch', '', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.name', 'py313.py', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.user', 'root', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.traceOutputs', '2', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.type', 'LOCAL', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.git.repoURL', '', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.git.commit', '', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.traceInputs', '{"x": 1}', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.trace_schema.version', '3', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.trace.sizeBytes', '1180', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.trace.infoFinalized', 'true', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.trace.sizeStats', '{"total_size_bytes": 1180, "num_spans": 1, "max": 517, "p25": 517, "p50": 517, "p75": 517}', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.git.branch', '', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.name', 'py313.py', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.user', 'root', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.traceOutputs', '3', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.type', 'LOCAL', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.git.repoURL', '', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.source.git.commit', '', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.traceInputs', '{"x": 2}', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.trace_schema.version', '3', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.trace.sizeBytes', '1180', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_request_metadata (key, value, request_id) VALUES ('mlflow.trace.infoFinalized', 'true', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_tags (key, value, request_id) VALUES ('mlflow.artifactLocation', 'mlflow-artifacts:/1/traces/tr-d82bfe82b24a7703f8af7567d59d6c62/artifacts', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_tags (key, value, request_id) VALUES ('mlflow.artifactLocation', 'mlflow-artifacts:/1/traces/tr-670fc60932ea9fe4320fe429062aa4be/artifacts', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_tags (key, value, request_id) VALUES ('mlflow.trace.spansLocation', 'TRACKING_STORE', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_tags (key, value, request_id) VALUES ('mlflow.trace.spansLocation', 'TRACKING_STORE', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO trace_tags (key, value, request_id) VALUES ('mlflow.traceName', 'f', 'tr-d82bfe82b24a7703f8af7567d59d6c62');
INSERT INTO trace_tags (key, value, request_id) VALUES ('mlflow.traceName', 'f', 'tr-670fc60932ea9fe4320fe429062aa4be');
INSERT INTO workspaces (name, description, default_artifact_root, trace_archival_location, trace_archival_retention) VALUES ('default', 'Default workspace for legacy resources', NULL, NULL, NULL);
