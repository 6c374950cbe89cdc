package io.computeplatform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.computeplatform.ComputeAsyncProperties.Backoff;
import io.computeplatform.ComputeAsyncProperties.CircuitBreaker;
import io.computeplatform.ComputeAsyncProperties.FailureLog;
import io.computeplatform.ComputeAsyncProperties.QueueType;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

import static com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the production code is laid out.
 */
@Tag("fast")
class ArchitectureTests {

	private static final String ROOT = "io.computeplatform";

	private static final String IMPORTS = "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.importUrl(AsyncPlatform.class.getProtectionDomain().getCodeSource().getLocation());

	/**
	 * Which packages each package may know, besides the root; those of the API come
	 * first. Submission, worker, outbox and failed meet in the row and never know each
	 * other, nor do store and broker.
	 */
	private static final Map<String, Set<String>> KNOWN = known("""
			(root):
			event:
			audit: internal.text
			failed: audit event internal.audit internal.event internal.filter internal.masking internal.outbox
			  internal.queue internal.store internal.support internal.text
			bulk: audit event failed internal.audit internal.event internal.filter internal.masking internal.outbox
			  internal.queue internal.store internal.support internal.text
			control: audit event internal.audit internal.broker internal.event internal.masking internal.outbox
			  internal.queue internal.store internal.support internal.text
			jobs: internal.filter internal.masking internal.queue internal.store internal.support
			internal:
			internal.text:
			internal.support:
			internal.queue: internal.text
			internal.thread: internal.queue internal.support
			internal.store: internal.queue internal.text
			internal.broker: internal.queue internal.text
			internal.event: event internal.queue internal.store internal.text internal.thread
			internal.masking: internal.queue internal.store
			internal.filter: internal.masking internal.queue internal.store internal.text
			internal.audit: audit internal.queue internal.store internal.support internal.text
			internal.outbox: internal.broker internal.queue internal.store
			internal.retry: internal.queue internal.store internal.text internal.thread
			internal.tracing: internal.queue internal.store internal.text
			internal.submission: event internal.broker internal.event internal.outbox internal.queue internal.store
			  internal.tracing
			internal.attempt: event internal.broker internal.event internal.outbox internal.queue internal.retry
			  internal.report internal.store internal.support internal.text internal.thread internal.tracing
			internal.worker: event internal.attempt internal.broker internal.event internal.outbox internal.queue
			  internal.report internal.retry internal.store internal.support internal.text
			internal.report: internal.masking internal.queue internal.store internal.support internal.text
			internal.retention: internal.queue internal.store
			internal.metrics: event internal.queue internal.store internal.support internal.worker
			internal.actuate: audit bulk control failed jobs internal.broker internal.masking internal.queue
			  internal.store internal.support internal.text internal.worker
			""");

	private static Map<String, Set<String>> known(String text) {
		Map<String, Set<String>> known = new TreeMap<>();
		for (String line : text.replace("\n  ", " ").strip().split("\n")) {
			String[] parts = line.split(":");
			known.put(parts[0].replace("(root)", ""),
					(parts.length > 1) ? Set.of(parts[1].strip().split(" +")) : Set.of());
		}
		return known;
	}

	static Set<String> packages() {
		return CLASSES.stream()
			.map((type) -> type.getPackageName().substring(ROOT.length()).replaceFirst("^\\.", ""))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void everyPackageHasAPlaceInTheOrder() {
		assertThat(packages()).isEqualTo(new TreeSet<>(KNOWN.keySet()));
	}

	@ParameterizedTest(name = "[{0}]")
	@MethodSource("packages")
	void packageKnowsOnlyThoseBelowIt(String name) {
		Set<String> known = KNOWN.getOrDefault(name, Set.of());
		noClasses().that()
			.resideInAPackage(inRoot(name))
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("are in packages other than " + known,
					(type) -> isOurs(type) && !type.getPackageName().equals(ROOT)
							&& !type.getPackageName().equals(inRoot(name))
							&& known.stream().noneMatch((other) -> type.getPackageName().equals(inRoot(other)))))
			.check(CLASSES);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void rootKnowsNoOtherPackage() {
		noClasses().that()
			.resideInAPackage(ROOT)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".*..")
			.check(CLASSES);
	}

	@Test
	void packagesOfTheApiHoldNothingElseThatIsPublic() {
		assertThat(CLASSES.stream()
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC)
					&& !type.isAnnotatedWith(AutoConfiguration.class) && !type.getPackageName().contains(".internal."))
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.getModifiers().contains(JavaModifier.PUBLIC))
			.flatMap((method) -> method.getRawParameterTypes().stream())
			.filter((type) -> type.getPackageName().contains(".internal."))).isEmpty();
	}

	@Test
	void everyPackageIsNullMarkedAndDescribed() {
		assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct()).isNotEmpty()
			.allMatch((each) -> each.tryGetPackageInfo().isPresent(), "has a package-info")
			.allMatch((each) -> each.isAnnotatedWith(NullMarked.class), "is annotated with @NullMarked");
	}

	@Test
	void autoConfigurationsArePublicFinalAndShowNothing() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should(haveModifier(JavaModifier.PUBLIC))
			.andShould(haveModifier(JavaModifier.FINAL))
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.check(CLASSES);
		assertThat(autoConfigurations().stream().flatMap((type) -> type.getMembers().stream()))
			.filteredOn((member) -> member.getModifiers().contains(JavaModifier.PUBLIC))
			.map(JavaMember::getFullName)
			.allMatch((name) -> name.endsWith(".<init>()"));
	}

	@Test
	void autoConfigurationsAreExactlyThoseThatSpringBootFinds() throws IOException {
		assertThat(imports()).doesNotHaveDuplicates()
			.containsExactlyInAnyOrderElementsOf(autoConfigurations().stream().map(JavaClass::getName).toList());
	}

	@Test
	void nothingIsScannedAndNothingIsAnApplication() {
		noClasses().should()
			.beMetaAnnotatedWith(ComponentScan.class)
			.orShould()
			.beMetaAnnotatedWith(SpringBootConfiguration.class)
			.check(CLASSES);
		noClasses().that()
			.areNotAnnotatedWith(AutoConfiguration.class)
			.and()
			.haveNameNotMatching(".*\\.EndpointHeadersConfiguration(\\$.*)?")
			.should()
			.beMetaAnnotatedWith(Component.class)
			.check(CLASSES);
	}

	@Test
	void onlyAutoConfigurationsAndTheCheckOfThePropertiesReadThem() {
		noClasses().that()
			.haveSimpleNameNotEndingWith("AutoConfiguration")
			.and()
			.resideOutsideOfPackage(ROOT + ".internal.queue")
			.and()
			.doNotBelongToAnyOf(ComputeAsyncProperties.class)
			.should()
			.dependOnClassesThat(DescribedPredicate.describe(
					"are properties, the values Backoff, CircuitBreaker, FailureLog and QueueType aside",
					(type) -> type.getName().startsWith(ComputeAsyncProperties.class.getName())
							&& !type.isEquivalentTo(Backoff.class) && !type.isEquivalentTo(CircuitBreaker.class)
							&& !type.isEquivalentTo(FailureLog.class) && !type.isEquivalentTo(QueueType.class)))
			.check(CLASSES);
		noClasses().that()
			.haveSimpleNameNotEndingWith("AutoConfiguration")
			.and()
			.doNotHaveFullyQualifiedName(ROOT + ".internal.store.UnusedFlywayFilter")
			.should()
			.dependOnClassesThat()
			.haveFullyQualifiedName("org.springframework.core.env.Environment")
			.check(CLASSES);
	}

	@Test
	void implementationsAreHiddenBehindTheirInterfaces() {
		noClasses().that()
			.arePublic()
			.and()
			.areNotInterfaces()
			.should()
			.implement(DescribedPredicate.describe("is an interface of ours, for others to use",
					(type) -> isOurs(type) && type.isInterface() && type.getModifiers().contains(JavaModifier.PUBLIC)
							&& !type.isMemberClass()))
			.check(withoutValues());
	}

	@Test
	void nothingIsInjectedIntoFields() {
		GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(CLASSES);
	}

	@Test
	void nothingIsPrinted() {
		GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
	}

	@Test
	void nothingIsLoggedButThroughSlf4j() {
		GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
	}

	private static boolean isOurs(JavaClass type) {
		return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
	}

	private static String inRoot(String name) {
		return name.isEmpty() ? ROOT : ROOT + "." + name;
	}

	private static List<JavaClass> autoConfigurations() {
		return CLASSES.stream().filter((type) -> type.isAnnotatedWith(AutoConfiguration.class)).toList();
	}

	private static JavaClasses withoutValues() {
		// A record that is one of a sealed set, such as Decision.Retry, is a value.
		return CLASSES
			.that(DescribedPredicate.describe("are no records", (type) -> !type.isAssignableTo(Record.class)));
	}

	private static List<String> imports() throws IOException {
		return new ClassPathResource(IMPORTS).getContentAsString(StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> !line.isBlank())
			.toList();
	}

}
