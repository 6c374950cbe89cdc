package io.computeplatform.internal.store;

import java.io.IOException;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.store.Shapes.Ambiguous;
import io.computeplatform.internal.store.Shapes.Animal;
import io.computeplatform.internal.store.Shapes.Batch;
import io.computeplatform.internal.store.Shapes.Bean;
import io.computeplatform.internal.store.Shapes.Bytes;
import io.computeplatform.internal.store.Shapes.Cache;
import io.computeplatform.internal.store.Shapes.Cat;
import io.computeplatform.internal.store.Shapes.Circle;
import io.computeplatform.internal.store.Shapes.Deques;
import io.computeplatform.internal.store.Shapes.Drawing;
import io.computeplatform.internal.store.Shapes.Entity;
import io.computeplatform.internal.store.Shapes.Everything;
import io.computeplatform.internal.store.Shapes.Hidden;
import io.computeplatform.internal.store.Shapes.Identified;
import io.computeplatform.internal.store.Shapes.Immutable;
import io.computeplatform.internal.store.Shapes.Inner;
import io.computeplatform.internal.store.Shapes.Iterators;
import io.computeplatform.internal.store.Shapes.Level;
import io.computeplatform.internal.store.Shapes.Money;
import io.computeplatform.internal.store.Shapes.Named;
import io.computeplatform.internal.store.Shapes.Node;
import io.computeplatform.internal.store.Shapes.One;
import io.computeplatform.internal.store.Shapes.OnlyGetter;
import io.computeplatform.internal.store.Shapes.Optionals;
import io.computeplatform.internal.store.Shapes.Orders;
import io.computeplatform.internal.store.Shapes.Plain;
import io.computeplatform.internal.store.Shapes.Point;
import io.computeplatform.internal.store.Shapes.Rounded;
import io.computeplatform.internal.store.Shapes.Shape;
import io.computeplatform.internal.store.Shapes.Square;
import io.computeplatform.internal.store.Shapes.Stateless;
import io.computeplatform.internal.store.Shapes.Throwing;
import io.computeplatform.internal.store.Shapes.Unwrapping;
import io.computeplatform.internal.store.Shapes.WriteOnly;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Payloads of each shape come back equal, or are refused with path and reason.
 */
@Tag("fast")
class PayloadShapesTests {

	private static final String SECRET = "geheim4711";

	private static final BigInteger LARGE = BigInteger.TEN.pow(1232).add(BigInteger.ONE);

	private static final BigDecimal EXACT = new BigDecimal("12345678901234567.89");

	private final PayloadJson payloads = new PayloadJson();

	static Stream<Arguments> accepted() throws Exception {
		return Stream.of(row("record", new Plain("a\u0000\u20ac", -1, List.of(new Plain("b", 2, null))), null),
				row("primitives",
						new Everything(Byte.MIN_VALUE, Short.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, 1.1F,
								Double.MIN_VALUE, '"', true, "\uD83D\uDE00"),
						null),
				row("negative zero, no number",
						new Everything((byte) 0, (short) 0, 0, 0, Float.NaN, -0.0, '\0', false, ""), null),
				row("half a character", new One<>("\uD83Dx"), one(String.class)),
				row("infinite", new One<>(Double.NEGATIVE_INFINITY), one(Double.class)), row("string", "text", null),
				row("number", 42, null), row("enum", Level.LOW, null),
				row("enum constant with a class of its own", Level.HIGH, null),
				row("enum constant in a list", List.of(Level.HIGH, Level.LOW), null),
				row("large integer", new One<>(LARGE), one(BigInteger.class)),
				row("large integer in a map", Map.of("n", LARGE), mapOf(Object.class)),
				row("decimal in a map", Map.of("n", EXACT), mapOf(Object.class)),
				row("decimal with zeroes", new One<>(new BigDecimal("1.10")), one(BigDecimal.class)),
				row("decimal with an exponent", new One<>(new BigDecimal("1E+30")), one(BigDecimal.class)),
				row("decimal as number", new One<>(EXACT), one(Number.class)),
				row("decimal as object", new One<>(EXACT), one(Object.class)),
				row("double in a map", Map.of("n", 0.1, "z", -0.0), mapOf(Object.class)),
				row("long in a map", Map.of("n", 1L << 40), mapOf(Object.class)),
				row("tree", tree("{\"a\":[12345678901234567.89,1.10,1e400,null,\"x\"]}"), JsonNode.class),
				row("tree in a record", new One<>(tree("[1.5]")), one(JsonNode.class)),
				row("instant", new One<>(Instant.parse("2026-01-31T10:02:00.123456789Z")), one(Instant.class)),
				row("first instant", new One<>(Instant.MIN), one(Instant.class)),
				row("offset", new One<>(OffsetDateTime.parse("2026-01-31T10:02:00.5+05:30")),
						one(OffsetDateTime.class)),
				row("zone", new One<>(ZonedDateTime.of(2026, 1, 31, 10, 2, 0, 1, ZoneId.of("Europe/Paris"))),
						one(ZonedDateTime.class)),
				row("later of two hours",
						new One<>(ZonedDateTime.ofLocal(LocalDateTime.of(2026, 10, 25, 2, 30),
								ZoneId.of("Europe/Paris"), ZoneOffset.ofHours(1))),
						one(ZonedDateTime.class)),
				row("zone UTC", new One<>(ZonedDateTime.of(2026, 1, 31, 10, 2, 0, 0, ZoneId.of("UTC"))),
						one(ZonedDateTime.class)),
				row("zone that is an offset",
						new One<>(ZonedDateTime.of(2026, 1, 31, 10, 2, 0, 0, ZoneOffset.ofHours(3))),
						one(ZonedDateTime.class)),
				row("local times", List.of(new One<>(LocalDate.MAX), new One<>(LocalDate.of(2024, Month.FEBRUARY, 29))),
						new ParameterizedTypeReference<List<One<LocalDate>>>() {
						}.getType()),
				row("local time", new One<>(LocalTime.of(23, 59, 59, 1)), one(LocalTime.class)),
				row("local date and time", new One<>(LocalDateTime.of(2026, 1, 1, 0, 0)), one(LocalDateTime.class)),
				row("time with offset", new One<>(OffsetTime.parse("10:00+05:00")), one(OffsetTime.class)),
				row("duration", new One<>(Duration.ofSeconds(-1, 5)), one(Duration.class)),
				row("period", new One<>(Period.of(1, -2, 40)), one(Period.class)),
				row("year", new One<>(Year.of(2026)), one(Year.class)),
				row("month of a year", new One<>(YearMonth.of(2026, 2)), one(YearMonth.class)),
				row("day of a month", new One<>(MonthDay.of(2, 29)), one(MonthDay.class)),
				row("date", new One<>(new Date(1_234_567_890_123L)), one(Date.class)),
				row("UUID", new One<>(UUID.randomUUID()), one(UUID.class)),
				row("URI", new One<>(URI.create("http://x/?a=b#c")), one(URI.class)),
				row("locale", new One<>(Locale.CANADA_FRENCH), one(Locale.class)),
				row("currency", new One<>(Currency.getInstance("EUR")), one(Currency.class)),
				row("charset", new One<>(StandardCharsets.UTF_16), one(Charset.class)),
				row("address", new One<>(InetAddress.getByName("127.0.0.1")), one(InetAddress.class)),
				row("time zone", new One<>(TimeZone.getTimeZone("Asia/Tokyo")), one(TimeZone.class)),
				row("class", new One<>(String.class), one(Class.class)),
				row("pattern", new One<>(Pattern.compile("a+")), one(Pattern.class)),
				row("reference", new One<>(new AtomicReference<>("x")),
						one(new ParameterizedTypeReference<AtomicReference<String>>() {
						}.getType())),
				row("arrays",
						new Bytes(new byte[] { 1, -1 }, new int[] { 1 }, new String[][] { { "a" }, {}, null },
								List.of(new byte[] { 2 })),
						null),
				row("array of records", new Point[] { new Point(1, 2), null }, null),
				row("list of nulls", Arrays.asList("a", null), null),
				row("empty containers", new Batch<>("a", List.of()), null),
				row("kinds of collections",
						new Deques(new ArrayDeque<>(List.of("b", "a")), List.of("x"), new TreeSet<>(Set.of("c", "a")),
								new TreeMap<>(Map.of("b", 1, "a", 2)), new EnumMap<>(Map.of(Level.HIGH, 1)),
								Set.of(Level.LOW)),
						null),
				row("map of dates", Map.of(LocalDate.EPOCH, 1), map(LocalDate.class, Integer.class)),
				row("map of zoned times",
						Map.of(ZonedDateTime.of(2026, 1, 31, 10, 2, 0, 0, ZoneId.of("Europe/Paris")), 1),
						map(ZonedDateTime.class, Integer.class)),
				row("map of UUIDs, no executor", Map.of(UUID.randomUUID(), new Point(1, 2)), null),
				row("map of enums", Map.of(Level.LOW, "a", Level.HIGH, "b"), map(Level.class, String.class)),
				row("maps without a type", Map.of("a", List.of(1, "b", Map.of("c", true))), mapOf(Object.class)),
				row("map entry", Map.entry("a", 1), new ParameterizedTypeReference<Map.Entry<String, Integer>>() {
				}.getType()),
				row("optionals", new Optionals(Optional.of("a"), Optional.empty(), Map.of("a", Optional.of(1))), null),
				row("list of polymorphic ones", List.of(new Circle(1), new Square(2)),
						new ParameterizedTypeReference<List<Shape>>() {
						}.getType()),
				row("map of polymorphic ones", Map.of("a", new Circle(1), "b", new Square(2)), mapOf(Shape.class)),
				row("generic record of polymorphic ones", new Batch<>("a", List.of(new Circle(1), new Square(2))),
						new ParameterizedTypeReference<Batch<Shape>>() {
						}.getType()),
				row("polymorphic ones of one class, no executor", List.of(new Circle(1), new Circle(2)), null),
				row("polymorphic one as what it is", new Circle(3), Shape.class),
				row("polymorphic fields", new Drawing(new Square(1), new Point(1, 2)), null),
				row("list of records, no executor", List.of(new Point(1, 2)), null),
				row("lists in lists, no executor", List.of(List.of(new Point(1, 2)), List.of()), null),
				row("immutable class", new Immutable("a", 1), null), row("bean", bean("a", "b"), null),
				row("nothing in a bean", new Bean(), null), row("no state", new Stateless(), null),
				row("left out by its author", new Cache(), null), row("value", new Money("1 EUR"), null),
				row("map of values", Map.of(new Money("1"), 1), map(Money.class, Integer.class)),
				row("names", new Named("a", "b", new Inner(1, new Point(2, 3))), null),
				row("unwrapped", new Unwrapping(), null), row("circle by ids", circleOfIds(), null),
				row("set in another order",
						new One<>(new LinkedHashSet<>(List.of(new Point(3, 1), new Point(1, 2), new Point(2, 2)))),
						one(new ParameterizedTypeReference<Set<Point>>() {
						}.getType())),
				row("subclass of a list without fields", new Orders(), null),
				row("private and null", new Hidden(), null));
	}

	static Stream<Arguments> refused() {
		return Stream.of(refusal("record-style accessors", new Hidden(SECRET), null, "'name' comes back as null"),
				refusal("deep inside", new Batch<>("a", List.of(new One<>(new Hidden(SECRET)))),
						new ParameterizedTypeReference<Batch<One<Hidden>>>() {
						}.getType(), "'items[0].value.name' comes back as null"),
				refusal("equal by id", new Entity(1, SECRET), null, "'secret' comes back as null"),
				refusal("no constructor", new Ambiguous(SECRET, 0), null, "Cannot construct instance"),
				refusal("getter without a field", OnlyGetter.of(SECRET), null, "'name' comes back as another"),
				refusal("only written", writeOnly(), null, "'password' comes back as another"),
				refusal("circle of one", circle(1), null, "field 'next': Direct self-reference"),
				refusal("circle", circle(2), null, "nest"),
				refusal("depth",
						IntStream.range(0, 2000)
							.boxed()
							.reduce(List.of(), (list, number) -> List.of(list), (one, other) -> one),
						null, "nest"),
				refusal("fields of a list", orders(), null, "'customer' comes back as null"),
				refusal("value that is not read", new Rounded(SECRET), null, "'text' comes back as another"),
				refusal("subclass", new Cat(), Animal.class, "comes back as " + Animal.class.getTypeName()),
				refusal("subclass in a field", new One<>(new Cat()), one(Animal.class), "'value' comes back as"),
				refusal("interface", new One<>(new StringBuilder(SECRET)), one(Comparable.class), "field 'value'"),
				refusal("record in a map of objects", Map.of("k" + SECRET, new Point(1, 2)), mapOf(Object.class),
						"'[?]' comes back as java.util.LinkedHashMap instead of " + Point.class.getTypeName()),
				refusal("record in an object", new One<>(new Point(1, 2)), null, "'value' comes back as"),
				refusal("polymorphic ones of several classes, no executor", List.of(new Circle(1), new Square(1)), null,
						"'[0]' comes back as java.util.LinkedHashMap"),
				refusal("generic record, no executor", new Batch<>(SECRET, List.of(new Circle(1))), null,
						"'items[0]' comes back as"),
				refusal("no number in a map", Map.of("n", Double.NaN), mapOf(Object.class),
						"comes back as java.lang.String instead of java.lang.Double"),
				refusal("bytes in a map", Map.of("n", new byte[] { 1 }), mapOf(Object.class), "instead of byte[]"),
				refusal("time in a map", Map.of("n", Instant.EPOCH), mapOf(Object.class), "java.time.Instant"),
				refusal("set in a map", Map.of("n", Set.of(1)), mapOf(Object.class), "comes back as"),
				refusal("keys without a type", Map.of(1, "a"), map(Object.class, String.class),
						"'[a key]' comes back as java.lang.String instead of java.lang.Integer"),
				refusal("keys without a reader", Map.of(new Point(1, 2), "a"), map(Point.class, String.class), "Key"),
				refusal("null key", new HashMap<>(Collections.singletonMap(null, "a")), mapOf(String.class),
						"Null key"),
				refusal("null in an optional", new Optionals(null, Optional.empty(), Map.of()), null,
						"'one' is null and comes back as java.util.Optional"),
				refusal("calendar", new One<>(calendar()), one(Calendar.class), "'value' comes back as"),
				refusal("nanoseconds of a timestamp", new One<>(Timestamp.from(Instant.ofEpochSecond(1, 1))),
						one(Timestamp.class), "'value' comes back as another java.sql.Timestamp"),
				refusal("flags of a pattern", new One<>(Pattern.compile("a", Pattern.CASE_INSENSITIVE)),
						one(Pattern.class), "'value'"),
				refusal("comparator of a map", new One<>(caseless()),
						one(new ParameterizedTypeReference<SortedMap<String, Integer>>() {
						}.getType()), "'value' loses its comparator"),
				refusal("comparator of a set", new One<>(new TreeSet<>(Comparator.<String>reverseOrder())),
						one(new ParameterizedTypeReference<SortedSet<String>>() {
						}.getType()), "'value' loses its comparator"),
				refusal("stream", new One<>(Stream.of(SECRET)), one(Stream.class), "field 'value'"),
				refusal("iterator", new Iterators(List.of(SECRET).iterator()), null, "field 'iterator'"),
				refusal("equal by id in a set", new One<>(Set.of(new Entity(1, SECRET))),
						one(new ParameterizedTypeReference<Set<Entity>>() {
						}.getType()), "'value[0].secret' comes back as null"),
				refusal("comparator of a plain map", new One<>(caseless()),
						one(new ParameterizedTypeReference<Map<String, Integer>>() {
						}.getType()), "'value' loses its comparator"),
				refusal("element of another class", wrongElements(), new ParameterizedTypeReference<List<Point>>() {
				}.getType(), "field '[0]': is a " + Circle.class.getTypeName()),
				refusal("value of another class", Map.of("k", wrongElements().get(0)), mapOf(Point.class),
						"which is not of the type declared there"),
				refusal("getter that throws", new Throwing(), null,
						"field 'name': can't be converted: java.lang.IllegalStateException was thrown"),
				refusal("number beyond all bounds", new One<>(BigInteger.TEN.pow(200_000)), one(BigInteger.class),
						"200001"),
				refusal("function", (Runnable) () -> {
				}, null, "lambda"), refusal("thread", Thread.currentThread(), null, "java.lang.Thread"));
	}

	private static List<?> wrongElements() {
		return List.of(new Circle(1));
	}

	/**
	 * As rows have it that were written before, on either line of Spring Boot.
	 */
	static Stream<Arguments> written() {
		return Stream.of(
				text(new One<>(Instant.parse("2026-01-31T10:02:00.123456789Z")), one(Instant.class),
						"{'value':'2026-01-31T10:02:00.123456789Z'}"),
				text(new One<>(ZonedDateTime.of(2026, 1, 31, 10, 2, 0, 1, ZoneId.of("Europe/Paris"))),
						one(ZonedDateTime.class), "{'value':'2026-01-31T10:02:00.000000001+01:00[Europe/Paris]'}"),
				text(new One<>(OffsetDateTime.parse("2026-01-31T10:02:00.5+05:30")), one(OffsetDateTime.class),
						"{'value':'2026-01-31T10:02:00.5+05:30'}"),
				text(new One<>(LocalDate.of(2024, Month.FEBRUARY, 29)), one(LocalDate.class), "{'value':'2024-02-29'}"),
				text(new One<>(LocalDateTime.of(2026, 1, 1, 0, 0)), one(LocalDateTime.class),
						"{'value':'2026-01-01T00:00:00'}"),
				text(new One<>(new Date(1_234_567_890_123L)), one(Date.class),
						"{'value':'2009-02-13T23:31:30.123+00:00'}"),
				text(new One<>(Duration.ofSeconds(-1, 5)), one(Duration.class), "{'value':'PT-0.999999995S'}"),
				text(new One<>(new BigDecimal("1.10")), one(BigDecimal.class), "{'value':1.10}"),
				text(new One<>(new BigDecimal("1E+30")), one(BigDecimal.class), "{'value':1E+30}"),
				text(Map.of("n", EXACT), mapOf(Object.class), "{'n':12345678901234567.89}"),
				text(List.of(new Circle(1), new Square(2)), new ParameterizedTypeReference<List<Shape>>() {
				}.getType(), "[{'@type':'circle','radius':1.0},{'@type':'square','side':2.0}]"),
				text(Map.of(Level.HIGH, "b"), map(Level.class, String.class), "{'HIGH':'b'}"),
				text(new Optionals(Optional.of("a"), Optional.empty(), Map.of("a", Optional.of(1))), null,
						"{'one':'a','other':null,'more':{'a':1}}"),
				text(new Plain("a", -1, List.of(new Plain("b", 2, null))), null,
						"{'name':'a','number':-1,'more':[{'name':'b','number':2,'more':null}]}"),
				text(new One<>(new byte[] { 1, -1 }), one(byte[].class), "{'value':'Af8='}"));
	}

	@ParameterizedTest(name = "{2}")
	@MethodSource("written")
	void payloadIsWrittenAsItAlwaysWas(Object payload, Type type, String json) {
		assertThat(this.payloads.write(payload, type)).isEqualTo(json);
	}

	@Test
	void moduleThatIsFoundOnTheClassPathChangesNothing(@TempDir Path directory) throws Exception {
		Path services = Files.createDirectories(directory.resolve("META-INF/services"));
		Files.writeString(services.resolve(Module.class.getName()), Shouting.class.getName());
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() }, before)) {
			Thread.currentThread().setContextClassLoader(loader);
			assertThat(JsonMapper.builder().findAndAddModules().build().writeValueAsString("quiet"))
				.isEqualTo("\"QUIET\"");
			PayloadJson later = new PayloadJson();
			assertThat(later.write("quiet", null)).isEqualTo("\"quiet\"");
			assertThat(later.read("\"quiet\"", String.class)).isEqualTo("quiet");
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("accepted")
	void whatIsAcceptedComesBackEqual(String shape, Object payload, Type type) throws JsonProcessingException {
		String json = this.payloads.write(payload, type);
		Object read = this.payloads.read(json, (type != null) ? type : readAs(payload));
		assertThat(read).usingRecursiveComparison()
			.withEqualsForType(Float::equals, Float.class)
			.withEqualsForType((one, other) -> one.pattern().equals(other.pattern()), Pattern.class)
			.ignoringFieldsMatchingRegexes("ignored|uses|.*\\.hash")
			.isEqualTo(payload);
		assertThat(this.payloads.write(read, type)).isEqualTo(json);
	}

	@Test
	void mapsAreTheSameInAnyOrderUnlessAValueDiffers() {
		Type map = new ParameterizedTypeReference<Map<String, Integer>>() {
		}.getType();
		assertThat(this.payloads.isSame("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", map)).isTrue();
		assertThat(this.payloads.isSame("{\"a\":1,\"b\":2}", "{\"b\":1,\"a\":1}", map)).isFalse();
		assertThat(this.payloads.isSame("{\"a\":1,\"b\":2}", "{\"b\":2,\"c\":1}", map)).isFalse();
	}

	@Test
	void samePayloadIsToldFromAnotherWhateverTheOrderAndVersionInWhichItWasWritten() {
		Type set = new ParameterizedTypeReference<Set<String>>() {
		}.getType();
		Type list = new ParameterizedTypeReference<List<String>>() {
		}.getType();
		assertThat(this.payloads.isSame("[\"a\",\"b\"]", "[\"b\",\"a\"]", set)).isTrue();
		assertThat(this.payloads.isSame("[\"a\",\"b\"]", "[\"b\",\"c\"]", set)).isFalse();
		assertThat(this.payloads.isSame("[\"a\",\"b\"]", "[\"b\",\"a\"]", list)).isFalse();
		assertThat(this.payloads.isSame("{\"x\":1}", "{\"x\":1,\"y\":0}", Point.class)).isTrue();
		assertThat(this.payloads.isSame("{\"x\":1}", "{\"x\":1,\"y\":2}", Point.class)).isFalse();
		assertThat(this.payloads.isSame("no JSON", "{\"x\":1}", Point.class)).isFalse();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("refused")
	void whatWouldComeBackOtherwiseIsRefusedWithPathAndReason(String shape, Object payload, Type type, String reason) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.payloads.write(payload, type))
			.withMessageContaining("payload '" + payload.getClass().getTypeName())
			.withMessageContaining(reason)
			.withMessageNotContaining(SECRET)
			.satisfies((refusal) -> assertThat(refusal.getMessage()).hasSizeLessThan(1000));
	}

	private static Type readAs(Object payload) {
		if (payload instanceof List<?> list && !(payload instanceof Orders)) {
			return (list.get(0) instanceof List<?> inner) ? list(list(inner.get(0).getClass()))
					: list((list.get(0) != null) ? list.get(0) instanceof Level ? Level.class : list.get(0).getClass()
							: Object.class);
		}
		return (payload instanceof Map) ? map(UUID.class, Point.class)
				: (payload instanceof Level) ? Level.class : payload.getClass();
	}

	private static Arguments row(String shape, Object payload, Type type) {
		return Arguments.of(shape, payload, type);
	}

	private static Arguments text(Object payload, Type type, String json) {
		return Arguments.of(payload, type, json.replace('\'', '"'));
	}

	private static Arguments refusal(String shape, Object payload, Type type, String reason) {
		return Arguments.of(shape, payload, type, reason);
	}

	private static Type one(Type type) {
		return ResolvableType.forClassWithGenerics(One.class, ResolvableType.forType(type)).getType();
	}

	private static Type list(Type type) {
		return JsonMapper.builder()
			.build()
			.getTypeFactory()
			.constructCollectionType(List.class, JsonMapper.builder().build().constructType(type));
	}

	private static Type mapOf(Class<?> values) {
		return map(String.class, values);
	}

	private static Type map(Class<?> keys, Class<?> values) {
		return JsonMapper.builder().build().getTypeFactory().constructMapType(Map.class, keys, values);
	}

	private static JsonNode tree(String json) throws JsonProcessingException {
		return JsonMapper.builder()
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			.build()
			.readTree(json);
	}

	private static Bean bean(String name, String... list) {
		Bean bean = new Bean();
		bean.setName(name);
		bean.setList(new ArrayList<>(List.of(list)));
		return bean;
	}

	private static Node circle(int nodes) {
		Node first = new Node();
		Node last = first;
		for (int i = 1; i < nodes; i++) {
			last.next = new Node();
			last = last.next;
		}
		last.next = first;
		return first;
	}

	private static Identified circleOfIds() {
		Identified one = new Identified();
		one.next = new Identified();
		one.next.next = one;
		return one;
	}

	private static Orders orders() {
		Orders orders = new Orders();
		orders.add("a");
		orders.customer = SECRET;
		return orders;
	}

	private static WriteOnly writeOnly() {
		WriteOnly writeOnly = new WriteOnly();
		writeOnly.password = SECRET;
		return writeOnly;
	}

	private static Calendar calendar() {
		return new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
	}

	private static Map<String, Integer> caseless() {
		Map<String, Integer> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		map.put("a", 1);
		return map;
	}

	/**
	 * Of some library that an application has beside this one.
	 */
	public static final class Shouting extends SimpleModule {

		private static final long serialVersionUID = 1L;

		public Shouting() {
			addSerializer(String.class, new StdScalarSerializer<>(String.class) {
				@Override
				public void serialize(String value, JsonGenerator generator, SerializerProvider provider)
						throws IOException {
					generator.writeString(value.toUpperCase(Locale.ROOT));
				}
			});
		}

	}

}
