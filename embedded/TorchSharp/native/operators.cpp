// Every ATen operator through one door: the dispatcher, called as TorchScript calls it.
// A new operator therefore needs a line of C#, and nothing here.
#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/core/stack.h>

#include <cstring>
#include <utility>
#include <vector>

#include "common.h"

namespace {

double as_double(int64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

int64_t as_bits(double value) {
  int64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// c10::optional before 2.0, std::optional since.
using OptionalTensor = decltype(std::declval<const c10::IValue&>().toOptional<at::Tensor>());

c10::TypePtr without_optional(const c10::TypePtr& type) {
  const auto* optional = type->castRaw<c10::OptionalType>();
  return optional ? optional->getElementType() : type;
}

c10::TypePtr element_type(const c10::TypePtr& type) {
  const auto* list = type->castRaw<c10::ListType>();
  return list ? list->getElementType() : nullptr;
}

bool is_float(const c10::TypePtr& type) { return type && type->kind() == c10::TypeKind::FloatType; }

c10::IValue tensor_list(const Value& value, const c10::TypePtr& type) {
  auto handles = reinterpret_cast<const Handle*>(value.data);
  auto element = element_type(type);
  if (element && element->kind() == c10::TypeKind::OptionalType) {
    c10::List<OptionalTensor> list;
    list.reserve(value.count);
    for (int32_t i = 0; i < value.count; ++i)
      list.push_back(handles[i] ? OptionalTensor(from_handle(handles[i])) : OptionalTensor());
    return list;
  }
  c10::List<at::Tensor> list;
  list.reserve(value.count);
  for (int32_t i = 0; i < value.count; ++i) list.push_back(from_handle(handles[i]));
  return list;
}

template <typename To, typename From>
c10::IValue number_list(const Value& value) {
  auto items = reinterpret_cast<const From*>(value.data);
  c10::List<To> list;
  list.reserve(value.count);
  for (int32_t i = 0; i < value.count; ++i) list.push_back(static_cast<To>(items[i]));
  return list;
}

// The schema decides between an integer and a float, as Python's argument parser does.
c10::IValue to_ivalue(const Value& value, const c10::Argument& argument) {
  if (value.tag == Tag::Default) {
    TORCH_CHECK(argument.default_value().has_value(), "argument '", argument.name(), "' has no default");
    return *argument.default_value();
  }
  const auto type = without_optional(argument.type());
  switch (value.tag) {
    case Tag::None:
      return {};
    case Tag::Tensor:
      if (!value.data) return argument.type()->kind() == c10::TypeKind::OptionalType ? c10::IValue() : at::Tensor();
      return from_handle(reinterpret_cast<Handle>(value.data));
    case Tag::Int:
      if (is_float(type)) return static_cast<double>(value.data);
      return value.data;
    case Tag::Double:
      return as_double(value.data);
    case Tag::Bool:
      return value.data != 0;
    case Tag::IntList:
      return is_float(element_type(type)) ? number_list<double, int64_t>(value) : number_list<int64_t, int64_t>(value);
    case Tag::DoubleList:
      return number_list<double, double>(value);
    case Tag::TensorList:
      return tensor_list(value, type);
    case Tag::String:
      return std::string(reinterpret_cast<const char*>(value.data), value.count);
    case Tag::Device:
      return c10::Device(static_cast<c10::DeviceType>(value.data >> 32), static_cast<c10::DeviceIndex>((value.data & 0xffffffff) - 1));
    case Tag::Generator:
      return *reinterpret_cast<at::Generator*>(value.data);
    default:
      TORCH_CHECK(false, "argument '", argument.name(), "' has an unknown kind ", static_cast<int32_t>(value.tag));
  }
}

void append(std::vector<Value>& results, at::Tensor tensor) {
  results.push_back({Tag::Tensor, 0, reinterpret_cast<int64_t>(to_handle(std::move(tensor)))});
}

void append(std::vector<Value>& results, const c10::IValue& value) {
  if (value.isTensor()) {
    append(results, value.toTensor());
  } else if (value.isTensorList()) {
    for (const at::Tensor& tensor : value.toTensorVector()) append(results, tensor);
  } else if (value.isBool()) {
    results.push_back({Tag::Bool, 0, value.toBool()});
  } else if (value.isInt()) {
    results.push_back({Tag::Int, 0, value.toInt()});
  } else if (value.isDouble()) {
    results.push_back({Tag::Double, 0, as_bits(value.toDouble())});
  } else if (value.isNone()) {
    results.push_back({Tag::None, 0, 0});
  } else {
    TORCH_CHECK(false, "a result of type ", value.tagKind(), " is not supported");
  }
}

}  // namespace

// The operator `name` (with namespace, "aten::add") and `overload` ("Tensor", or empty). Lives as long as the process.
BRIDGE_API int bridge_find_operator(const char* name, const char* overload, const c10::OperatorHandle** found) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", name, *overload ? "." : "", overload);
    *found = new c10::OperatorHandle(*handle);
  });
}

// Calls an operator. Arguments are in the schema's order; those left out at the end take their defaults.
// `results` stays valid until the next call on this thread; the caller owns the tensors in it.
BRIDGE_API int bridge_call(const c10::OperatorHandle* op, const Value* arguments, int32_t count,
                           const Value** results, int32_t* result_count) {
  static thread_local std::vector<Value> returned;
  returned.clear();
  int status = guarded([&] {
    const auto& schema = op->schema();
    const auto& expected = schema.arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= expected.size(), schema.name(), " takes at most ", expected.size(),
                " arguments, ", count, " given");
    torch::jit::Stack stack;
    stack.reserve(expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      const Value value = i < static_cast<size_t>(count) ? arguments[i] : Value{Tag::Default, 0, 0};
      stack.push_back(to_ivalue(value, expected[i]));
    }
    op->callBoxed(stack);
    for (const auto& value : stack) append(returned, value);
  });
  *results = returned.data();
  *result_count = static_cast<int32_t>(returned.size());
  return status;
}
