"""The types of resources whose data events a trail can record, in AWS's own words.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
"""

from collections.abc import Iterable, Mapping

OBJECTS, TOPICS = "AWS::S3::Object", "AWS::SNS::Topic"

# What people call the types that they choose most.
SHORT_FORMS: Mapping[str, str] = {
    "s3": OBJECTS,
    "lambda": "AWS::Lambda::Function",
    "dynamodb": "AWS::DynamoDB::Table",
    "sns": TOPICS,
    "sqs": "AWS::SQS::Queue",
    "bedrock": "AWS::Bedrock::Model",
    "cognito": "AWS::Cognito::IdentityPool",
    "session_manager": "AWS::SSMMessages::ControlChannel",
}

# By namespace, as of November 2026.
_KINDS: Mapping[str, str] = {
    "AIDevOps": "AgentSpace Association OperatorAppTeam PipelineMetadata Service",
    "AIOps": "InvestigationGroup",
    "AppConfig": "Configuration",
    "AppSync": "GraphQLApi",
    "B2BI": "Transformer",
    "Backup": "SearchJob",
    "Bedrock": (
        "AdvancedOptimizePromptJob AgentAlias AsyncInvoke AutomatedReasoningPolicy "
        "AutomatedReasoningPolicyVersion Blueprint DataAutomationInvocation DataAutomationProfile "
        "DataAutomationProject FlowAlias FlowExecution Guardrail InlineAgent KnowledgeBase Model "
        "PromptVersion Session Tool"
    ),
    "BedrockAgentCore": (
        "APIKeyCredentialProvider Browser BrowserCustom CodeInterpreter CodeInterpreterCustom "
        "Evaluator Gateway Memory OAuth2CredentialProvider Runtime RuntimeEndpoint TokenVault "
        "WorkloadIdentity WorkloadIdentityDirectory"
    ),
    "Cassandra": "Stream Table",
    "CloudFront": "KeyValueStore",
    "CloudOptimization": "Profile Recommendation",
    "CloudTrail": "Channel",
    "CloudWatch": "Metric",
    "CodeGuruProfiler": "ProfilingGroup",
    "CodeWhisperer": "Customization Profile",
    "Cognito": "IdentityPool",
    "DSQL": "Cluster",
    "DataExchange": "Asset",
    "Deadline": "Fleet Job Queue Worker",
    "DynamoDB": "Stream Table",
    "EC2": "InstanceConnectEndpoint Snapshot",
    "ECS": "ContainerInstance",
    "EKS": "Dashboard",
    "EMRWAL": "Workspace",
    "FSx": "Volume",
    "FinSpace": "Environment",
    "GameLiftStreams": "Application StreamGroup",
    "GeoMaps": "Provider",
    "GeoPlaces": "Provider",
    "GeoRoutes": "Provider",
    "Glue": "Table",
    "GreengrassV2": "ComponentVersion Deployment",
    "GuardDuty": "Detector MalwareScan",
    "IoT": "Certificate Thing",
    "IoTSiteWise": "Asset TimeSeries",
    "IoTTwinMaker": "Entity Workspace",
    "KendraRanking": "ExecutionPlan",
    "Kinesis": "Stream StreamConsumer",
    "KinesisFirehose": "DeliveryStream",
    "KinesisVideo": "SignalingChannel Stream",
    "Lambda": "Function",
    "MWAA": "Environment",
    "MachineLearning": "MlModel",
    "ManagedBlockchain": "Network Node",
    "ManagedBlockchainQuery": "QueryAPI",
    "MedicalImaging": "Datastore Imageset",
    "NeptuneGraph": "Graph",
    "NetworkFlowMonitor": "Monitor Scope",
    "NovaAct": "WorkflowDefinition WorkflowRun",
    "One": "UKey User",
    "PCAConnectorAD": "Connector",
    "PCAConnectorSCEP": "Connector",
    "PaymentCryptography": "Alias Key",
    "Pinpoint": "App",
    "QApps": "QApp QAppSession",
    "QBusiness": "Application DataSource Index Integration WebExperience",
    "QDeveloper": "Integration",
    "QuickSight": "Flow FlowSession",
    # AWS writes this one so.
    "Quicksight": "ActionConnector",
    "RDS": "DBCluster",
    "RUM": "AppMonitor",
    "Redshift": "Cluster",
    "S3": "AccessPoint Object",
    "S3Express": "Object",
    "S3ObjectLambda": "AccessPoint",
    "S3Outposts": "Object",
    "S3Tables": "Table TableBucket",
    "S3Vectors": "Index VectorBucket",
    "SCN": "Instance",
    "SDB": "Domain",
    "SES": "ConfigurationSet EmailIdentity Template",
    "SMSVoice": "Message OriginationIdentity",
    "SNS": "PlatformEndpoint Topic",
    "SQS": "Queue",
    "SSM": "ExecutionPreview ManagedNode",
    "SSMMessages": "ControlChannel",
    "SWF": "Domain",
    "SageMaker": "Endpoint ExperimentTrialComponent FeatureGroup MlflowTrackingServer",
    "ServiceDiscovery": "Namespace Service",
    "Signer": "SigningJob SigningProfile",
    "SitewiseAssistant": "Conversation",
    "SocialMessaging": "PhoneNumberId WabaId",
    "StepFunctions": "Activity StateMachine",
    "SupportAccess": "Tenant TrustingAccount TrustingRole",
    "ThinClient": "Device Environment",
    "Timestream": "Database RegionalEndpoint Table",
    "Transform": "AgentInstance",
    "TransformCustom": "Campaign Conversation KnowledgeItem Package",
    "VerifiedPermissions": "PolicyStore",
    "XRay": "Trace",
}

TYPES = tuple(
    f"AWS::{namespace}::{kind}" for namespace, kinds in _KINDS.items() for kind in kinds.split()
)

# The service in the ARNs of a namespace, as far as AWS's list of their forms goes.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
_SERVICES: Mapping[str, Iterable[str]] = {
    **{
        namespace: [namespace.lower()]
        for namespace in (
            *("AppConfig", "B2BI", "Bedrock", "Cassandra", "CloudFront", "CloudTrail"),
            *("CodeWhisperer", "DynamoDB", "EMRWAL", "FinSpace", "Glue", "GuardDuty", "IoT"),
            *("IoTSiteWise", "IoTTwinMaker", "Kinesis", "KinesisVideo", "Lambda"),
            *("MachineLearning", "ManagedBlockchain", "QApps", "QBusiness", "RDS", "S3"),
            *("S3Express", "SCN", "SNS", "SQS", "SSMMessages", "SWF", "SageMaker"),
            *("ServiceDiscovery", "ThinClient", "Timestream", "VerifiedPermissions"),
        )
    },
    "Cognito": ["cognito-identity"],
    "GreengrassV2": ["greengrass"],
    "KendraRanking": ["kendra-ranking"],
    "MedicalImaging": ["medical-imaging"],
    "NeptuneGraph": ["neptune-graph"],
    "PCAConnectorAD": ["pca-connector-ad"],
    "PCAConnectorSCEP": ["pca-connector-scep"],
    "S3ObjectLambda": ["s3-object-lambda"],
    "S3Outposts": ["s3-outposts"],
    "SSM": ["ssm", "ec2"],
    "StepFunctions": ["states"],
}


def arn_services(type_: str) -> Iterable[str]:
    """Returns which services the ARNs of a type can name; nothing where AWS does not say."""
    return _SERVICES.get(type_.split("::")[1], ())
